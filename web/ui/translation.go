package ui

import (
	"encoding/json"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"kangma/internal/fault"
)

var (
	languageName = regexp.MustCompile(`^[a-z]{2,3}$`)
	placeInWord  = regexp.MustCompile(`\{[a-z]+\}`)
)

// maxLanguage is how large a language's file may be, in bytes; those of the program have 150 000.
const maxLanguage = 2 << 20

// Translation says how far a language's file goes.
type Translation struct {
	Tag     string
	Missing []string // keys that it lacks: there English is read, which has them all
	Unknown []string // keys that no page says
	Wrong   []string // keys whose {places} are others than in English: they count as missing
}

// OfferLanguages makes every page offer the languages of a folder, TAG.json each ("bo.json"), besides those of the program and in place of what was offered
// before (rule UI-5). It is called before pages are made, and by one goroutine. A file that cannot be read, is for a language of the program, or does not
// say its name and tag is refused; what one lacks is reported.
func OfferLanguages(from fs.FS) ([]Translation, error) {
	names, err := fs.Glob(from, "*.json")
	if err != nil {
		return nil, err
	}
	all, told := slices.Clone(programs), []Translation(nil)
	for _, name := range names {
		l, t, err := readLanguage(from, name)
		if err != nil {
			return nil, err
		}
		all, told = append(all, l), append(told, t)
	}
	languages = all
	return told, nil
}

func readLanguage(from fs.FS, name string) (*Language, Translation, error) {
	t := Translation{Tag: strings.TrimSuffix(path.Base(name), ".json")}
	refuse := func(why string, args ...any) (*Language, Translation, error) {
		return nil, t, fault.Field("languages", name, why, args...)
	}
	switch {
	case !languageName.MatchString(t.Tag):
		return refuse("is not named by a language of two or three small letters, as bo.json is")
	case slices.ContainsFunc(programs, func(l *Language) bool { return l.Tag == t.Tag }):
		return refuse("is for a language that the program has")
	}
	b, err := fs.ReadFile(from, name)
	if err != nil || len(b) > maxLanguage {
		return refuse("cannot be read, or is larger than %d bytes", maxLanguage)
	}
	var said map[string]string
	if err := json.Unmarshal(b, &said); err != nil {
		return refuse("is not an object of texts: %v", err)
	}
	if tag, _, _ := strings.Cut(said["language.tag"], "-"); strings.ToLower(tag) != t.Tag || said["language.name"] == "" {
		return refuse("lacks language.tag, which begins with %s, or language.name, what its readers call it", t.Tag)
	}
	english, _ := LanguageOf("en")
	l := &Language{Tag: t.Tag, text: maps.Clone(english.text)}
	for _, key := range slices.Sorted(maps.Keys(said)) {
		switch of, known := english.text[key]; {
		case !known:
			t.Unknown = append(t.Unknown, key)
		case key != "time.day" && !slices.Equal(places(of), places(said[key])): // a date need not say all
			t.Wrong = append(t.Wrong, key)
		default:
			l.text[key] = said[key]
		}
	}
	for _, key := range english.Keys() {
		if _, ok := said[key]; !ok {
			t.Missing = append(t.Missing, key)
		}
	}
	return l, t, nil
}

// places are the {places} of a message, each once, in order.
func places(s string) []string {
	all := placeInWord.FindAllString(s, -1)
	slices.Sort(all)
	return slices.Compact(all)
}
