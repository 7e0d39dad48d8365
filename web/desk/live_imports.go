package desk

import (
	"context"
	"io"

	"kangma/evidence"
	"kangma/internal/id"
	"kangma/node"
	"kangma/region"
)

func (l Live) Imports(ctx context.Context, b Bearer, before id.ID) ([]node.Import, id.ID, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, id.ID{}, err
	}
	return l.Node.Imports(ctx, c, before, 20)
}

func (l Live) ReceiveImport(ctx context.Context, b Bearer, file io.Reader, name string) (id.ID, error) {
	c, err := l.caller(b)
	if err != nil {
		return id.ID{}, err
	}
	return l.Node.ReceiveImport(ctx, c, file, name)
}

func (l Live) PreviewImport(ctx context.Context, b Bearer, run id.ID) (node.ImportPreview, error) {
	c, err := l.caller(b)
	if err != nil {
		return node.ImportPreview{}, err
	}
	return l.Node.PreviewImport(ctx, c, run)
}

func (l Live) Mappings(ctx context.Context, b Bearer) ([]evidence.Mapping, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	return l.Node.Mappings(ctx, c)
}

func (l Live) BeginImport(ctx context.Context, b Bearer, run id.ID, m evidence.Mapping, dryRun bool) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	if m.Name != "" {
		if err := l.Node.SaveMapping(ctx, c, m); err != nil {
			return err
		}
	}
	return l.Node.BeginImport(ctx, c, run, node.ImportOptions{Mapping: m, DryRun: dryRun})
}

func (l Live) ImportRun(ctx context.Context, b Bearer, run id.ID) (out ImportRun, err error) {
	c, err := l.caller(b)
	if err != nil {
		return out, err
	}
	if out.Import, err = l.Node.Import(ctx, c, run); err != nil {
		return out, err
	}
	w, found, err := l.Node.ImportWeighing(ctx, c, run)
	if err != nil || !found {
		return out, err
	}
	out.Weighing, out.Names = &w, map[region.Code]string{}
	for _, r := range w.Regions {
		out.Names[r.Region] = l.Node.Regions().FullName(r.Region)
	}
	return out, nil
}

func (l Live) StopImport(ctx context.Context, b Bearer, run id.ID) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	return l.Node.StopImport(ctx, c, run)
}

func (l Live) ResumeImport(ctx context.Context, b Bearer, run id.ID) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	return l.Node.ResumeImport(ctx, c, run)
}

func (l Live) ImportErrors(ctx context.Context, b Bearer, run id.ID, to io.Writer) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.ImportErrors(ctx, c, run, to)
	return err
}
