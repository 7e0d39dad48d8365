package holder

import (
	"slices"
	"strconv"
	"strings"

	"kangma/web/ui"
)

var yesNo = []string{"no", "yes"}

// health are the questions of NA-02 about health, in both forms that ask them.
var health = []question{
	{name: "stayed", word: "health.stayed", by: byChoice, say: "answer.", values: yesNo, across: true},
	{name: "contact", word: "health.contact", by: byChoice, say: "answer.", values: []string{"no", "yes", "unsure"}, across: true},
	{name: "status", word: "health.status", by: byChoice, say: "status.", values: []string{"none", "fever", "suspected", "confirmed"}},
	{name: "symptoms", word: "health.symptoms", by: byBoxes, say: "symptom.", values: []string{"none", "cold_like", "dyspnea", "digestive", "palpitation", "conjunctivitis", "other"}, clash: noneAndSome},
	{name: "temperature", word: "health.temperature", line: ui.Field{InputMode: "decimal", Autocomplete: "off", Width: "short", Unit: "℃", MaxLength: 5},
		clean: decimal, fault: wrongTemperature},
}

func noneAndSome(l *ui.Language, chosen []string) string {
	if len(chosen) > 1 && slices.Contains(chosen, "none") {
		return l.T("health.symptoms.both")
	}
	return ""
}

// decimal puts in order what Chinese keyboards give.
func decimal(s string) string {
	return strings.NewReplacer("。", ".", ",", ".", "，", ".", "．", ".").Replace(digits(s))
}

func wrongTemperature(l *ui.Language, s string) string {
	if t, err := strconv.ParseFloat(s, 64); err != nil || !(t >= 30 && t <= 45) {
		return l.T("fault.field.invalid.temperature")
	}
	return ""
}

// declarationOf reads answers that were checked.
func declarationOf(a answers) Declaration {
	t, _ := strconv.ParseFloat(a.of("temperature"), 64)
	return Declaration{Status: a.of("status"), Stayed: a.yes("stayed"), Contact: a.of("contact"), Symptoms: a["symptoms"], Temperature: t}
}
