package node

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/poster"
	"kangma/review"
	"kangma/store"
)

// CertificatePath is the page where staff check a certificate by its number.
const CertificatePath = "/desk/certificates/"

// PrintCertificate is a certificate that holds as a PDF of one page, for its holder or for staff who may read the case, who
// print it for somebody without a printer (HB-12, WZ-15). It has the name in full, since it is compared with a document, and
// the number masked; its code leads to where it is checked. The holder reads that staff printed it.
func (n *Node) PrintCertificate(ctx context.Context, c Caller, v id.ID) ([]byte, error) {
	var page poster.Certificate
	var font []byte
	err := n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		k, err := tx.Case(ctx, v)
		if err != nil {
			return err
		}
		d, err := review.Of(k.Kind)
		if err != nil {
			return err
		}
		side := review.Holder
		if c.isHolder() {
			if _, err := holderOf(ctx, tx, c, k, at); err != nil {
				return err
			}
		} else {
			side = review.Desk
			o, err := n.reader(ctx, tx, c, d, k, casePurpose(d, k), at)
			if err != nil {
				return err
			}
			e := o.entry(audit.CertificatePrint, k.Region, at)
			e.Subject, e.Object = k.Person, audit.Object{Kind: "case", ID: k.ID.String()}
			if err := n.record(ctx, tx, e); err != nil {
				return err
			}
		}
		if k.Kind != review.HospitalCertificate && k.Kind != review.IsolationCertificate {
			return fault.New(fault.Conflict, "certificate.none", "a case of kind %s is no certificate", k.Kind)
		}
		holds, err := certifies(ctx, tx, k, at)
		if err != nil {
			return err
		}
		if !holds {
			return fault.New(fault.Conflict, "certificate.not_issued", "this certificate was not issued, or holds no more")
		}
		f, err := n.caseFile(ctx, tx, d, k, side)
		if err != nil {
			return err
		}
		p, err := tx.Person(ctx, k.Person)
		if err != nil {
			return err
		}
		who, err := n.identity(p)
		if err != nil {
			return err
		}
		form, err := n.openForm(d, k, p)
		if err != nil || who == nil || form == nil {
			return cmp.Or(err, error(fault.New(fault.NotFound, "certificate.not_found", "there is no certificate of this number")))
		}
		address, err := n.address()
		if err != nil {
			return err
		}
		if font, err = poster.Font(); err != nil {
			return err
		}
		page = n.certificate(f, form, address)
		page.Rows = append([]poster.Row{{Name: "姓名", NameEN: "Name", Value: who.Name.Reveal()}, {Name: "证件号码", NameEN: "Identity document", Value: who.Document.Masked()}}, page.Rows...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var pdf bytes.Buffer
	err = poster.WriteCertificate(&pdf, font, page)
	return pdf.Bytes(), err
}

// certifies says whether a certificate holds at an instant: a hospital certificate for its hours, one of isolation while what it
// brought about stands.
func certifies(ctx context.Context, tx *store.Tx, k review.Case, at instant.Instant) (bool, error) {
	if k.Kind == review.HospitalCertificate {
		return k.State == review.Issued && at < k.Due, nil
	}
	facts, err := factsAbout(ctx, tx, k.Person)
	return k.State == review.Approved && slices.ContainsFunc(facts, func(f evidence.Fact) bool {
		return f.Kind == evidence.CertificateIsolation && f.Source == caseSource(k) && stands(&f, at)
	}), err
}

// certificate is what is printed of one, but for whom it is about.
func (n *Node) certificate(f CaseFile, form review.Form, address string) poster.Certificate {
	number := f.Case.ID.String()
	out := poster.Certificate{System: n.Name.ZH + "健康码", SystemEN: n.Name.EN + " health code", Number: fmt.Sprintf("%s %s %s", number[:12], number[12:20], number[20:]),
		Link: address + CertificatePath + number, Origin: address, Hotline: cmp.Or(n.Hotline, "12345")}
	i := slices.IndexFunc(f.History, func(e review.Event) bool { return e.To == f.Case.State })
	if i >= 0 {
		e := f.History[i]
		out.Issuer, out.Issued = n.Regions().FullName(e.By.Office)+e.By.Role.Office().Zh, minute(e.At)
	}
	switch form := form.(type) {
	case review.HospitalForm:
		out.Title, out.TitleEN, out.Until = "就医证明", "Certificate for going to a hospital", minute(f.Case.Due)
		out.Says = []string{"持证人因就医需要前往下列医院，往返途中请予放行，医院请予接诊。", "除就医往返外，持证人仍须遵守限制聚集的规定。"}
		out.SaysEN = []string{"The holder is on the way to the hospital below and back: please let the holder pass, and receive the holder.",
			"Apart from that the restriction of gatherings goes on."}
		out.Rows = []poster.Row{{Name: "前往医院", NameEN: "Hospital", Value: form.Hospital}}
		if form.Transport != "" {
			out.Rows = append(out.Rows, poster.Row{Name: "交通方式", NameEN: "Transport", Value: form.Transport})
		}
	case review.IsolationForm:
		out.Title, out.TitleEN = "隔离期满证明", "Certificate of isolation"
		out.Says = []string{"经属地指挥部查询比对，未发现异常；持证人隔离期已满，可以返岗。", "持证人当前状态以健康码为准，本证明不替代亮码。"}
		out.SaysEN = []string{"The headquarters of residence has queried and compared the data and found nothing; isolation is over, and the holder may return to work.",
			"What holds now, the health code shows: this paper does not replace it."}
		out.Rows = []poster.Row{{Name: "隔离起止", NameEN: "Isolated", Value: day(form.From) + " 至 " + day(form.Until)},
			{Name: "隔离天数", NameEN: "Days", Value: fmt.Sprint(form.Days())}, {Name: "返岗工作", NameEN: "Essential work", Value: form.Work}}
	}
	return out
}

// minute and day are instants as papers write them.
func minute(at instant.Instant) string {
	s := at.In(instant.Beijing)
	return s[:10] + " " + s[11:16]
}

func day(at instant.Instant) string { return at.In(instant.Beijing)[:10] }
