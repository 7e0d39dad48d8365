package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"kangma/internal/fault"
)

const expectSuffix = ".expect.json"

// recordedFields are what an expectation in JSON may name: the fields of a decision, the pack to ask, and, alone, the
// field for which the case must be refused.
var recordedFields = []string{"jurisdiction", "policy", "colour", "mark", "labels", "state", "gate", "reasons", "guidance",
	"decided_for", "next_review", "pack", "refused"}

// readRecorded reads NAME.json, a case of the contract, with NAME.expect.json beside it.
func readRecorded(fsys fs.FS, file string) (*Example, error) {
	question, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, fault.New(fault.Invalid, "example.unreadable", "%s: %v", file, err)
	}
	beside := strings.TrimSuffix(file, ".json") + expectSuffix
	data, err := fs.ReadFile(fsys, beside)
	if err != nil {
		return nil, fault.New(fault.NotFound, "example.unreadable", "%s: the expected decision is not beside it in %s", file, path.Base(beside))
	}
	want, ok := decoded(data).(map[string]any)
	if !ok {
		return nil, fault.New(fault.Invalid, "example.json", "%s: is not a JSON object", beside)
	}
	for field := range want {
		if !slices.Contains(recordedFields, field) {
			return nil, fault.New(fault.Invalid, "example.json", "%s: %s is not one of %s", beside, field, strings.Join(recordedFields, ", "))
		}
	}
	ex := Asked(file, question)
	if ex.Pack, ok = want["pack"].(string); !ok {
		ex.Pack, _ = want["policy"].(string)
	}
	delete(want, "pack")
	if len(want) == 0 {
		return nil, fault.New(fault.Invalid, "example.json", "%s: expects nothing", beside)
	}
	ex.Steps[0].Expect = want
	return ex, nil
}

// Asked is a case of the contract of which nothing is expected.
func Asked(file string, question []byte) *Example {
	step := Step{question: question}
	if asked, ok := decoded(question).(map[string]any); ok {
		step.At, _ = asked["at"].(string)
	}
	return &Example{File: file, Title: strings.TrimSuffix(path.Base(file), ".json"), Steps: []Step{step}}
}

// Asks says whether two examples ask the same questions.
func (ex *Example) Asks(other *Example) bool {
	return slices.EqualFunc(ex.Steps, other.Steps, func(a, b Step) bool { return bytes.Equal(ex.Question(a), other.Question(b)) })
}

// decoded is JSON with its numbers as written; nil if it is not JSON.
func decoded(data []byte) any {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil {
		return nil
	}
	return v
}

// differences calls yield for every place where got is not what want says. Of an object only the fields that want
// names are compared; a list must be the same from end to end.
func differences(path string, want, got any, yield func(path, want, got string)) {
	switch w := want.(type) {
	case map[string]any:
		g, _ := got.(map[string]any)
		for _, k := range slices.Sorted(maps.Keys(w)) {
			if have, there := g[k]; there {
				differences(path+"."+k, w[k], have, yield)
			} else {
				yield(path+"."+k, shown(w[k]), "nothing")
			}
		}
	case []any:
		if g, ok := got.([]any); ok && len(g) == len(w) {
			for i := range w {
				differences(fmt.Sprintf("%s[%d]", path, i), w[i], g[i], yield)
			}
			return
		}
		yield(path, shown(want), shown(got))
	default:
		if want != got {
			yield(path, shown(want), shown(got))
		}
	}
}

// shown is decoded JSON on one line.
func shown(v any) string {
	var b bytes.Buffer
	if err := json.Compact(&b, writeJSON(v)); err != nil {
		panic("policy: decoded JSON cannot be written: " + err.Error())
	}
	return b.String()
}
