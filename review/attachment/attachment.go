package attachment

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"kangma/internal/fault"
)

// Limits of one file and of one case.
const (
	MaxSize  = 10 << 20 // bytes of one file
	MaxCount = 20       // files of one case
	MaxSide  = 16_000   // points of a picture's longer side
	MaxArea  = 80 << 20 // points of a picture
)

// Type is what a file is.
type Type string

const (
	JPEG Type = "image/jpeg"
	PNG  Type = "image/png"
	PDF  Type = "application/pdf"
)

// Extension is how a file of this type is called when it is handed out.
func (t Type) Extension() string {
	return map[Type]string{JPEG: ".jpg", PNG: ".png", PDF: ".pdf"}[t]
}

// File is an attachment that was read: cleaned, and what it is.
type File struct {
	Type    Type
	Content []byte
	SHA256  [32]byte // of Content
}

// field is what faults name.
const field = "file"

// Read reads a file to its end or to its limit (AT-1 to AT-4). It holds at most MaxSize and a little in memory. What is
// refused is a fault of the field "file".
func Read(r io.Reader) (File, error) {
	content, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	switch {
	case err != nil:
		return File{}, err
	case len(content) > MaxSize:
		return File{}, &fault.Fault{Code: fault.TooLarge, Key: "attachment.too_large", Field: field, Detail: "has more than 10 MB"}
	case len(content) == 0:
		return File{}, fault.Missing(field)
	}
	f := File{}
	switch {
	case bytes.HasPrefix(content, []byte{0xFF, 0xD8, 0xFF}):
		f.Type = JPEG
		f.Content, err = picture(content, jpeg.DecodeConfig, cleanJPEG)
	case bytes.HasPrefix(content, []byte(pngSignature)):
		f.Type = PNG
		f.Content, err = picture(content, png.DecodeConfig, cleanPNG)
	case bytes.HasPrefix(content, []byte("%PDF-")):
		f.Type, f.Content, err = PDF, content, framedPDF(content)
	default:
		err = fault.Secret(field, "is neither a JPEG or PNG picture nor a PDF, whatever its name says").WithKey("attachment.type")
	}
	f.SHA256 = sha256.Sum256(f.Content)
	return f, err
}

// picture cleans a picture and reads the header of what is left, so that what is stored is what was checked.
func picture(content []byte, header func(io.Reader) (image.Config, error), clean func([]byte) ([]byte, error)) ([]byte, error) {
	clear, err := clean(content)
	if err != nil {
		return nil, broken(err)
	}
	c, err := header(bytes.NewReader(clear))
	switch {
	case err != nil:
		return nil, broken(err)
	case c.Width <= 0 || c.Height <= 0:
		return nil, broken(errors.New("a picture without points"))
	case c.Width > MaxSide || c.Height > MaxSide || c.Width*c.Height > MaxArea:
		return nil, fault.Secret(field, "is a picture of more points than are taken: at most 16 000 a side and 80 million in all").WithKey("attachment.dimensions")
	}
	return clear, nil
}

// framedPDF looks for the end that every PDF has in its last 1024 bytes (ISO 32000-1, annex H, note 18).
func framedPDF(content []byte) error {
	if !bytes.Contains(content[max(0, len(content)-1024):], []byte("%%EOF")) {
		return broken(errors.New("no %%EOF"))
	}
	return nil
}

func broken(cause error) error {
	return fault.Secret(field, "begins like a picture or a PDF and is none, or is cut off").WithKey("attachment.broken").Because(cause)
}
