package desk

import (
	"context"
	"io"

	"kangma/evidence"
	"kangma/internal/id"
	"kangma/node"
	"kangma/region"
)

// Imports are files of facts that are brought in.
type Imports interface {
	// Imports are those that he may see, newest first, with ids before the one given; next is zero at the end.
	Imports(ctx context.Context, b Bearer, before id.ID) (list []node.Import, next id.ID, err error)
	// ReceiveImport takes a file in as it comes; it waits to be told what its columns mean. Faults are about file.
	ReceiveImport(ctx context.Context, b Bearer, file io.Reader, name string) (id.ID, error)
	// PreviewImport is what a received file looks like.
	PreviewImport(ctx context.Context, b Bearer, run id.ID) (node.ImportPreview, error)
	// Mappings are the saved mappings.
	Mappings(ctx context.Context, b Bearer) ([]evidence.Mapping, error)
	// BeginImport says what the columns mean and lets it run; the mapping is saved first if it has a name.
	BeginImport(ctx context.Context, b Bearer, run id.ID, m evidence.Mapping, dryRun bool) error
	// ImportRun is one as it stands.
	ImportRun(ctx context.Context, b Bearer, run id.ID) (ImportRun, error)
	// StopImport and ResumeImport steer one; what it stored stays.
	StopImport(ctx context.Context, b Bearer, run id.ID) error
	ResumeImport(ctx context.Context, b Bearer, run id.ID) error
	// ImportErrors writes the refused rows as CSV.
	ImportErrors(ctx context.Context, b Bearer, run id.ID, to io.Writer) error
}

// ImportRun is an import with what it would do to colours.
type ImportRun struct {
	node.Import
	Weighing *node.Weighing // nil while it has not been found
	Names    map[region.Code]string
}
