package review

import "slices"

// Kinds is the whole table, one file a kind.
var Kinds = forgettable([]Definition{
	conversion,
	correction,
	upwardRequest,
	refusal,
	overdue,
	check,
	arrival,
	temporaryPass,
	whitelist,
	isolationCertificate,
	hospitalCertificate,
	modeSwitch,
	massList,
	cotraveller,
	foreignCertificate,
})

// How every case about a person ends when he is forgotten: nobody is left to decide it for (PE-4).
const (
	Forgotten State = "forgotten"
	Forget    Move  = "forget"
)

// forgettable adds that end to the kinds that are about a person.
func forgettable(kinds []Definition) []Definition {
	for i := range kinds {
		d := &kinds[i]
		if !d.Personal {
			continue
		}
		var open []State
		for _, g := range d.Stages {
			if !g.Closed {
				open = append(open, g.State)
			}
		}
		if len(open) == 0 { // it is decided when it is asked for
			continue
		}
		d.Stages = append(slices.Clip(d.Stages), Stage{State: Forgotten, Zh: "本人信息已删除，事项终止", En: "ended: the person's data was deleted", Closed: true})
		d.Steps = append(slices.Clip(d.Steps), Step{Move: Forget, Zh: "本人信息已删除", En: "his data was deleted", From: open, To: Forgotten, By: System})
	}
	return kinds
}
