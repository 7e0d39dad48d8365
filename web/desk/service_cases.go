package desk

import (
	"context"
	"io"

	"kangma/internal/id"
	"kangma/node"
	"kangma/region"
	"kangma/review"
)

// Cases are what people decide. A case that is not in the reader's scope is NotFound "case.not_found".
type Cases interface {
	// WorkList are open cases by when they are due, at most workPage of them after a place.
	WorkList(ctx context.Context, b Bearer, q node.CaseQuery) ([]review.Case, error)
	// CaseRegions are where somebody works on cases, and what lies directly below, in order of code.
	CaseRegions(ctx context.Context, b Bearer) ([]region.Code, error)
	// Case is one whole; the look is logged.
	Case(ctx context.Context, b Bearer, v id.ID) (node.CaseFile, error)
	// MoveCase makes a move. Conflict "case.moved" if it was moved meanwhile; faults name the field reason or form.NAME.
	MoveCase(ctx context.Context, b Bearer, s node.CaseStep) error
	// MoveCases makes many, each by itself: the results are in the order of the steps.
	MoveCases(ctx context.Context, b Bearer, steps []node.CaseStep) ([]node.CaseResult, error)
	// NoteCase adds a note among staff.
	NoteCase(ctx context.Context, b Bearer, v id.ID, note string) error
	// TakeCase gives a case to the reader himself, with a reason.
	TakeCase(ctx context.Context, b Bearer, v id.ID, reason string) error
	// Colleagues are those to whom a case can be given, nearest office first.
	Colleagues(ctx context.Context, b Bearer, v id.ID) ([]node.Colleague, error)
	// GiveCase gives a case to one of them, with a reason. Conflict "case.not_his" if he may not, or is away.
	GiveCase(ctx context.Context, b Bearer, v, to id.ID, reason string) error
	// PrintCertificate is a certificate that holds as PDF; its holder reads that it was printed. Conflict "certificate.not_issued".
	PrintCertificate(ctx context.Context, b Bearer, v id.ID) ([]byte, error)
	// Attachments are the files of a case.
	Attachments(ctx context.Context, b Bearer, v id.ID) ([]node.Attachment, error)
	// Attachment is one of them with its content; the look is logged.
	Attachment(ctx context.Context, b Bearer, v, which id.ID) (node.Attachment, []byte, error)
	// Attach adds a picture or PDF.
	Attach(ctx context.Context, b Bearer, v id.ID, file io.Reader) error
	// OpenCase opens one about somebody. Faults name the field form.NAME, whom.NAME, reason or evidence.
	OpenCase(ctx context.Context, b Bearer, n node.NewCase) (id.ID, error)
	// Region is a region's whole name; RegionNamed the region of a code or name, false if there is none.
	Region(c region.Code) string
	RegionNamed(name string) (region.Code, bool)
}
