package ui

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

//go:embed lang/*.json
var languageFiles embed.FS

// Language is one complete set of messages. Adding a language is adding a file: OfferLanguages.
type Language struct {
	Tag  string // "zh", "en": the file's name
	text map[string]string
}

// programs are the languages of the program; the first is the default, the second what others fall back to.
var programs = []*Language{mustLanguage("zh"), mustLanguage("en")}

// languages are all that are offered, in that order: the program's, then those of OfferLanguages.
var languages = programs

func mustLanguage(tag string) *Language {
	b, err := languageFiles.ReadFile("lang/" + tag + ".json")
	if err != nil {
		panic("ui: " + err.Error())
	}
	l := &Language{Tag: tag}
	if err := json.Unmarshal(b, &l.text); err != nil {
		panic("ui: lang/" + tag + ".json: " + err.Error())
	}
	return l
}

// Languages are all languages, the default first.
func Languages() []*Language { return slices.Clone(languages) }

// LanguageOf is the language with a tag such as "en" or "en-GB"; ok is false if there is none.
func LanguageOf(tag string) (l *Language, ok bool) {
	tag, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	for _, l := range languages {
		if l.Tag == tag {
			return l, true
		}
	}
	return languages[0], false
}

// T is the message of a key with its {places} filled from name, value pairs. An unknown key is shown as it is:
// the test of all pages in all languages finds it first.
func (l *Language) T(key string, pairs ...any) string {
	s, ok := l.text[key]
	if !ok {
		return key
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		s = strings.ReplaceAll(s, "{"+fmt.Sprint(pairs[i])+"}", fmt.Sprint(pairs[i+1]))
	}
	return s
}

// Has says whether there is a message for key.
func (l *Language) Has(key string) bool { _, ok := l.text[key]; return ok }

// Keys are all message keys, sorted.
func (l *Language) Keys() []string {
	keys := make([]string, 0, len(l.text))
	for k := range l.text {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// With is the messages whose key begins with prefix, for scripts.
func (l *Language) With(prefix string) map[string]string {
	out := map[string]string{}
	for k, v := range l.text {
		if strings.HasPrefix(k, prefix) {
			out[k] = v
		}
	}
	return out
}

// Refusal is a fault in the reader's words: by its key and field, else its key, else its code.
// Whatever is not a fault reads as an internal error and says nothing of its cause (rule FA-1).
func (l *Language) Refusal(err error) string {
	f, ok := fault.As(err)
	if !ok {
		return l.T("fault.internal")
	}
	for _, key := range []string{"fault." + f.Key + "." + lastOf(f.Field), "fault." + f.Key, "fault." + string(f.Code)} {
		if l.Has(key) {
			return l.T(key)
		}
	}
	return l.T("fault.internal")
}

// lastOf is the last name of a field's path: "address.region" is "region".
func lastOf(field string) string { return field[strings.LastIndexByte(field, '.')+1:] }

// Text is a sentence that came as data, by language tag: what a policy pack or a site's settings say.
type Text map[string]string

// Say is t in the language, else in English, else in Chinese.
func (l *Language) Say(t Text) string {
	return cmp.Or(t[l.Tag], t["en"], t["zh"])
}

var beijing = time.FixedZone("+08:00", 8*3600)

// At writes date and time of day as the reader writes them, in Beijing time.
func (l *Language) At(i instant.Instant) string {
	if i == instant.Never {
		return l.T("time.never")
	}
	t := i.Time().In(beijing)
	return l.day(t) + t.Format(" 15:04")
}

// Day writes the date alone.
func (l *Language) Day(i instant.Instant) string {
	if i == instant.Never {
		return l.T("time.never")
	}
	return l.day(i.Time().In(beijing))
}

// Clock writes hours, minutes and seconds alone.
func (l *Language) Clock(i instant.Instant) string { return i.Time().In(beijing).Format("15:04:05") }

func (l *Language) day(t time.Time) string {
	return l.T("time.day", "y", t.Year(), "m", int(t.Month()), "d", t.Day(), "month", l.T("time.month."+strconv.Itoa(int(t.Month()))))
}

// Span writes a length of time in hours and minutes, rounded up to whole minutes.
func (l *Language) Span(d time.Duration) string {
	m := int((d + time.Minute - 1) / time.Minute)
	switch {
	case m < 60:
		return l.T("time.minutes", "n", m)
	case m%60 == 0:
		return l.T("time.hours", "n", m/60)
	}
	return l.T("time.hours", "n", m/60) + l.T("time.space") + l.T("time.minutes", "n", m%60)
}
