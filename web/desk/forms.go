package desk

import (
	"strings"

	"kangma/internal/fault"
	"kangma/web/ui"
)

// wrongs is what is wrong in a form, in the order of its fields (rule DK-3).
type wrongs []ui.ErrorItem

func (w *wrongs) add(field, text string) { *w = append(*w, ui.ErrorItem{Field: field, Text: text}) }

// of is the error of one field, "" if it has none.
func (w wrongs) of(field string) string {
	for _, e := range w {
		if e.Field == field {
			return e.Text
		}
	}
	return ""
}

func (w wrongs) summary() ui.ErrorSummary { return ui.ErrorSummary{Items: w} }

// from takes a refusal that the reader can mend on this page; others it leaves to the error page and says false.
func (w *wrongs) from(l *ui.Language, err error) bool {
	f, ok := fault.As(err)
	if !ok {
		return false
	}
	switch f.Code {
	case fault.Invalid, fault.Conflict, fault.TooMany, fault.Forbidden, fault.TooLarge:
		w.add(f.Field[strings.LastIndexByte(f.Field, '.')+1:], l.Refusal(err))
		return true
	}
	return false
}

// digits drops the blanks and dashes that people put into numbers, and folds full-width digits that Chinese keyboards give.
func digits(s string) string {
	out := make([]rune, 0, len(s))
	for _, c := range s {
		switch {
		case c >= '０' && c <= '９':
			out = append(out, c-'０'+'0')
		case c != ' ' && c != '-' && c != '\u3000' && c != '\t':
			out = append(out, c)
		}
	}
	return string(out)
}
