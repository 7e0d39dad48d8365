package holder

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kangma/web/ui"
)

// healthFields are the questions of NA-02 about health, in both forms that ask them.
type healthFields struct {
	Stayed      ui.Choice
	Contact     ui.Choice
	Status      ui.Choice
	Symptoms    ui.Choice
	Temperature ui.Field
	Truth       ui.Agree
}

var (
	statuses = []string{"none", "fever", "suspected", "confirmed"}
	contacts = []string{"no", "yes", "unsure"}
	yesNo    = []string{"no", "yes"}
	symptoms = []string{"none", "cold_like", "dyspnea", "digestive", "palpitation", "conjunctivitis", "other"}
)

// filledHealth is the answers as they were given.
type filledHealth struct {
	Stayed, Contact, Status, Temperature string
	Symptoms                             []string
	Truth                                bool
}

func readHealth(r *http.Request) filledHealth {
	return filledHealth{Stayed: r.FormValue("stayed"), Contact: r.FormValue("contact"), Status: r.FormValue("status"),
		Temperature: digits(r.FormValue("temperature")), Symptoms: r.Form["symptoms"], Truth: r.FormValue("truth") == "yes"}
}

func healthView(l *ui.Language, f filledHealth, wrong wrongs) healthFields {
	return healthFields{
		Stayed:   ui.Choice{Name: "stayed", Legend: l.T("health.stayed"), Across: true, Options: options(l, "answer.", yesNo, f.Stayed), Error: wrong.of("stayed")},
		Contact:  ui.Choice{Name: "contact", Legend: l.T("health.contact"), Hint: l.T("health.contact.hint"), Across: true, Options: options(l, "answer.", contacts, f.Contact), Error: wrong.of("contact")},
		Status:   ui.Choice{Name: "status", Legend: l.T("health.status"), Options: options(l, "status.", statuses, f.Status), Error: wrong.of("status")},
		Symptoms: ui.Choice{Name: "symptoms", Legend: l.T("health.symptoms"), Hint: l.T("health.symptoms.hint"), Many: true, Options: options(l, "symptom.", symptoms, f.Symptoms...), Error: wrong.of("symptoms")},
		Temperature: ui.Field{Name: "temperature", Label: l.T("health.temperature"), Hint: l.T("health.temperature.hint"), InputMode: "decimal", Autocomplete: "off",
			Width: "short", Unit: "℃", Value: f.Temperature, MaxLength: 5, Error: wrong.of("temperature")},
		Truth: ui.Agree{Name: "truth", Text: l.T("health.truth"), Chosen: f.Truth, Error: wrong.of("truth")},
	}
}

// declaration reads the answers and says of each that is missing or impossible what is wrong with it.
func (f filledHealth) declaration(l *ui.Language, wrong *wrongs) Declaration {
	d := Declaration{Status: f.Status, Stayed: f.Stayed == "yes", Contact: f.Contact, Symptoms: f.Symptoms}
	missing := func(field string, is bool) {
		if is {
			wrong.add(field, l.T("fault.field.missing."+field))
		}
	}
	missing("stayed", !slices.Contains(yesNo, f.Stayed))
	missing("contact", !slices.Contains(contacts, f.Contact))
	missing("status", !slices.Contains(statuses, f.Status))
	missing("symptoms", len(f.Symptoms) == 0)
	if len(f.Symptoms) > 1 && slices.Contains(f.Symptoms, "none") {
		wrong.add("symptoms", l.T("health.symptoms.both"))
	}
	t, err := strconv.ParseFloat(strings.NewReplacer("。", ".", ",", ".", "，", ".", "．", ".").Replace(f.Temperature), 64)
	switch {
	case f.Temperature == "":
		missing("temperature", true)
	case err != nil || !(t >= 30 && t <= 45):
		wrong.add("temperature", l.T("fault.field.invalid.temperature"))
	}
	d.Temperature = t
	missing("truth", !f.Truth)
	return d
}
