package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

type versionCommand struct{}

func (versionCommand) Run(s *Streams) error {
	version, commit, changed := "(devel)", "", ""
	if b, ok := debug.ReadBuildInfo(); ok {
		version = b.Main.Version
		for _, set := range b.Settings {
			switch {
			case set.Key == "vcs.revision":
				commit = " commit " + set.Value[:min(12, len(set.Value))]
			case set.Key == "vcs.modified" && set.Value == "true":
				changed = " with changes"
			}
		}
	}
	_, err := fmt.Fprintf(s.Out, "kangma %s%s%s, %s, %s/%s\n", version, commit, changed, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
