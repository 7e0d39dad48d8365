package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Rule UI-3: every language has every key, with the same places, and no message is empty.
func TestLanguagesAreComplete(t *testing.T) {
	first := languages[0]
	for _, l := range languages[1:] {
		for _, k := range first.Keys() {
			if !l.Has(k) {
				t.Errorf("%s lacks %q", l.Tag, k)
				continue
			}
			if a, b := places(first.text[k]), places(l.text[k]); !slices.Equal(a, b) && k != "time.day" {
				t.Errorf("%q: places %v in %s, %v in %s", k, a, first.Tag, b, l.Tag)
			}
			if l.text[k] == "" && first.text[k] == "" {
				t.Errorf("%q is empty", k)
			}
		}
		for _, k := range l.Keys() {
			if !first.Has(k) {
				t.Errorf("%s lacks %q", first.Tag, k)
			}
		}
	}
}

// Rule FA-1: what is not a fault says nothing of its cause; a fault reads by field, key, then code.
func TestRefusal(t *testing.T) {
	en, _ := LanguageOf("en-GB")
	for _, c := range []struct {
		err  error
		want string
	}{
		{errors.New("pq: password of root"), en.T("fault.internal")},
		{fault.New(fault.Busy, "nothing.like.it", "x"), en.T("fault.busy")},
		{fault.New(fault.Unauthenticated, "login.code_wrong", "x"), en.T("fault.login.code_wrong")},
		{fault.At("application", fault.Secret("phone", "is short")), en.T("fault.field.invalid.phone")},
		{fault.Missing("whatever"), en.T("fault.field.missing")},
	} {
		if got := en.Refusal(c.err); got != c.want {
			t.Errorf("%v reads %q, want %q", c.err, got, c.want)
		}
	}
}

func TestTimesAsReadersWriteThem(t *testing.T) {
	zh, _ := LanguageOf("zh")
	en, _ := LanguageOf("en")
	at := instant.Of(time.Date(2020, 3, 25, 16, 5, 9, 0, time.UTC))
	for _, c := range [][2]string{
		{zh.At(at), "2020年3月26日 00:05"}, {en.At(at), "26 March 2020 00:05"}, {zh.Day(at), "2020年3月26日"}, {en.Clock(at), "00:05:09"},
		{zh.At(instant.Never), "未定"}, {zh.Span(61 * time.Minute), "1小时1分钟"}, {en.Span(2 * time.Hour), "2 h"}, {en.Span(time.Second), "1 min"},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
	if got := zh.Say(Text{"en": "only English"}); got != "only English" {
		t.Errorf("Say gives %q", got)
	}
	if strings.Contains(zh.T("gate.answer.pass"), "gate") {
		t.Error("a known key is shown as itself")
	}
}
