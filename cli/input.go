package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"

	"kangma/internal/fault"
	"kangma/policy"
	"kangma/region"
)

// maxInput is more than any case needs: a hundred thousand pieces of evidence.
const maxInput = 32 << 20

// readInput reads a whole file, or standard input for "-".
func readInput(s *Streams, file string) ([]byte, error) {
	in := s.In
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, unreadable(file, err)
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, maxInput+1))
	if err != nil {
		return nil, unreadable(file, err)
	}
	if len(data) > maxInput {
		return nil, fault.New(fault.TooLarge, "file.too_large", "%s: is larger than %d MB", file, maxInput>>20)
	}
	return data, nil
}

func unreadable(file string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fault.Field("FILE", file, "cannot be read: %v", err)
}

// readCase reads a case as evidence.md section 1 has it.
func readCase(s *Streams, file string) (*policy.Case, error) {
	data, err := readInput(s, file)
	if err != nil {
		return nil, err
	}
	return policy.ParseCase(data, region.Embedded())
}
