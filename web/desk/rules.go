package desk

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/passage"
	"kangma/policy"
	"kangma/web/ui"
)

type rulesView struct {
	Page
	Errors       ui.ErrorSummary
	Said         *ui.Notice
	FileError    string
	Send         ui.Button
	InForce      []rulesRow
	Publications []publicationRow
	Candidates   []candidateRow
	Trials       []node.Simulation
	Try          ui.Button
	Pack         ui.Select
	Reason       ui.Field
	From, Until  ui.Field
	Emergency    ui.Field
	Propose      ui.Button
	Why          ui.Field // of an approval or a withdrawal
	Approve      ui.Button
	Withdraw     ui.Button
}

func (rulesView) View() string { return "rules" }

type rulesRow struct {
	node.PublishedRules
	Title, State string
	Book         string // address of its text, "" if the node does not keep it
}

type publicationRow struct {
	policy.Publication
	State    string
	By       string
	Approver string
	Waits    bool // for an approval
	Open     bool // it can be withdrawn
}

type candidateRow struct {
	policy.Kept
	Broken bool // nobody may publish it
}

// rules shows the rules in force, proposals, and packs that could be proposed.
func (h *Pages) rules(w http.ResponseWriter, r *http.Request, me Me) error {
	return h.showRules(w, r, me, nil)
}

// mostPackForm is what may be sent as a pack.
const mostPackForm = 16 << 20

// uploadPack keeps a pack as a candidate.
func (h *Pages) uploadPack(w http.ResponseWriter, r *http.Request, me Me) error {
	pack, err := readPack(r)
	var kept policy.Kept
	if err == nil {
		kept, err = h.service.UploadPack(r.Context(), me.Bearer, pack)
	}
	if f, ok := fault.As(err); ok && fault.CodeOf(err) != fault.Forbidden {
		broken := *f
		broken.Field = "file"
		return h.showRules(w, r, me, &broken)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/desk/rules?kept="+kept.Digest.String()+"#candidates", http.StatusSeeOther)
	return nil
}

func readPack(r *http.Request) ([]byte, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, fault.New(fault.Invalid, "form.unreadable", "the form cannot be read")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, fault.Missing("file")
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "form.unreadable", "the form cannot be read")
		}
		if part.FormName() == "file" {
			content, err := io.ReadAll(part)
			if err != nil {
				return nil, fault.New(fault.Invalid, "form.unreadable", "the form cannot be read")
			}
			return content, nil
		}
	}
}

// proposeRules asks another to let a pack come into force.
func (h *Pages) proposeRules(w http.ResponseWriter, r *http.Request, me Me) error {
	p := node.Proposal{Reason: strings.TrimSpace(r.PostForm.Get("reason")), Emergency: strings.TrimSpace(r.PostForm.Get("emergency"))}
	var err error
	if p.Digest, err = policy.ParseDigest(r.PostForm.Get("digest")); err != nil {
		return h.showRules(w, r, me, err)
	}
	if day := r.PostForm.Get("from"); day != "" {
		d, err := passage.ParseDay(day)
		if err != nil {
			return h.showRules(w, r, me, fault.Field("from", day, "is not a day as 2020-03-25"))
		}
		p.From = d.Start()
	}
	if day := r.PostForm.Get("until"); day != "" {
		d, err := passage.ParseDay(day)
		if err != nil {
			return h.showRules(w, r, me, fault.Field("until", day, "is not a day as 2020-03-25"))
		}
		p.Until = (d + 1).Start() // to the end of that day
	}
	if err := h.service.ProposeRules(r.Context(), me.Bearer, p); err != nil {
		return h.showRules(w, r, me, err)
	}
	http.Redirect(w, r, "/desk/rules?done=proposed", http.StatusSeeOther)
	return nil
}

// decideRules approves another's proposal, or withdraws one.
func (h *Pages) decideRules(w http.ResponseWriter, r *http.Request, me Me) error {
	which, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return err
	}
	act, done := h.service.ApproveRules, "approved"
	if r.PostForm.Get("move") == "withdraw" {
		act, done = h.service.WithdrawRules, "withdrawn"
	}
	if err := act(r.Context(), me.Bearer, which, strings.TrimSpace(r.PostForm.Get("why"))); err != nil {
		if f, ok := fault.As(err); ok && f.Field == "reason" {
			f.Field = "why"
		}
		return h.showRules(w, r, me, err)
	}
	http.Redirect(w, r, "/desk/rules?done="+done, http.StatusSeeOther)
	return nil
}

func (h *Pages) showRules(w http.ResponseWriter, r *http.Request, me Me, refused error) error {
	v := rulesView{Page: h.page(r, me)}
	l := v.Prefs.Language
	if err := v.load(h, r, me); err != nil {
		return err
	}
	var wrong wrongs
	status := http.StatusOK
	if refused != nil {
		if !wrong.from(l, refused) {
			return refused
		}
		if status = ui.Status(refused); wrong.of("file") != "" {
			v.FileError = l.T("rules.file.refused")
			wrong = wrongs{{Field: "file", Text: v.FileError}}
		}
	}
	v.Errors = wrong.summary()
	if done := r.FormValue("done"); done != "" && l.Has("rules.done."+done) {
		v.Said = &ui.Notice{Kind: "done", Title: l.T("rules.done." + done)}
	}
	v.Try = ui.Button{Text: l.T("trial.start"), Kind: "second small"}
	v.Send = ui.Button{Text: l.T("imports.send"), Icon: "upload", Kind: "second"}
	v.Pack = ui.Select{Name: "digest", Label: l.T("rules.pack"), Prompt: l.T("rules.choose"), Error: wrong.of("digest")}
	for _, k := range v.Candidates {
		if !k.Broken {
			v.Pack.Options = append(v.Pack.Options, ui.Option{Value: k.Digest.String(), Text: k.Policy, Chosen: k.Digest.String() == r.FormValue("digest") || k.Digest.String() == r.FormValue("kept")})
		}
	}
	v.Reason = ui.Field{Name: "reason", Label: l.T("rules.reason"), Value: r.FormValue("reason"), Error: wrong.of("reason"), MaxLength: 300}
	v.From = ui.Field{Name: "from", Label: l.T("rules.from"), Hint: l.T("rules.from.hint"), Type: "date", Value: r.FormValue("from"), Error: wrong.of("from"), Optional: true}
	v.Until = ui.Field{Name: "until", Label: l.T("rules.until"), Hint: l.T("rules.until.hint"), Type: "date", Value: r.FormValue("until"), Error: wrong.of("until"), Optional: true}
	v.Emergency = ui.Field{Name: "emergency", Label: l.T("rules.emergency"), Hint: l.T("rules.emergency.hint"), Value: r.FormValue("emergency"), Error: wrong.of("emergency"), MaxLength: 300, Optional: true}
	v.Propose = ui.Button{Text: l.T("rules.propose")}
	v.Why = ui.Field{Name: "why", Label: l.T("rules.why"), Value: r.FormValue("why"), Error: wrong.of("why"), MaxLength: 300}
	v.Approve = ui.Button{Text: l.T("rules.approve"), Name: "move", Value: "approve"}
	v.Withdraw = ui.Button{Text: l.T("rules.withdraw"), Kind: "second", Name: "move", Value: "withdraw"}
	h.pages.Render(w, r, status, v)
	return nil
}

func (v *rulesView) load(h *Pages, r *http.Request, me Me) error {
	l := v.Prefs.Language
	kept, err := h.service.Candidates(r.Context(), me.Bearer)
	if err != nil {
		return err
	}
	publications, err := h.service.Publications(r.Context(), me.Bearer)
	if err != nil {
		return err
	}
	published, err := h.service.PublishedRules(r.Context(), me.Bearer)
	if err != nil {
		return err
	}
	if v.Trials, err = h.service.Trials(r.Context(), me.Bearer); err != nil {
		return err
	}
	for _, p := range published {
		book := ""
		if slices.ContainsFunc(kept, func(k policy.Kept) bool { return k.Digest == p.Pack.Digest }) {
			book = "/desk/rules/packs/" + p.Pack.Digest.String()
		}
		row := rulesRow{PublishedRules: p, Book: book, Title: l.Say(ui.Text{"zh": p.Pack.Title.Zh, "en": p.Pack.Title.En}), State: l.T("rules.coming")}
		switch {
		case p.InForce:
			row.State = l.T("rules.in_force")
		case p.Ended || p.Until <= me.Now:
			row.State = l.T("rules.ended")
		}
		v.InForce = append(v.InForce, row)
	}
	for _, p := range publications {
		row := publicationRow{Publication: p, By: roleText(l, p.Proposed.By.Role) + " " + shortID(p.Proposed.By.Account.String()), State: l.T("rules.waits")}
		switch {
		case p.Withdrawn != nil:
			row.State = l.T("rules.withdrawn")
		case p.Approved != nil:
			row.State, row.Approver = l.T("rules.approved", "from", l.At(p.From)), roleText(l, p.Approved.By.Role)+" "+shortID(p.Approved.By.Account.String())
			row.Open = me.Now < p.From
		default:
			row.Waits, row.Open = true, true
		}
		v.Publications = append(v.Publications, row)
	}
	for _, k := range kept {
		row := candidateRow{Kept: k}
		for _, f := range k.Findings {
			row.Broken = row.Broken || f.Severity == policy.LintError
		}
		v.Candidates = append(v.Candidates, row)
	}
	return nil
}

// Ends says whether an instant is one.
func (rulesRow) Ends(at instant.Instant) bool { return at != instant.Never }
