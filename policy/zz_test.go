package policy_test

import (
	"testing"
	"io/fs"
	"kangma/packs"
	"kangma/policy"
)

func TestLoadAll(t *testing.T) {
	dirs, _ := fs.Glob(packs.FS, "*/*")
	for _, d := range dirs {
		p, err := policy.Load(packs.FS, d)
		if err != nil { t.Error(d, err); continue }
		t.Log(p.ID(), len(p.Rules))
	}
}
