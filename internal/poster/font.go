package poster

import (
	"os"
	"sync"

	"kangma/internal/fault"
)

// fonts are where Debian's package fonts-droid-fallback puts the one Chinese font that is TrueType throughout, as PDF embeds it.
var fonts = []string{
	"/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
	"/usr/share/fonts/truetype/droid/DroidSansFallback.ttf",
	"/usr/share/fonts-droid-fallback/truetype/DroidSansFallback.ttf",
}

// Font is the Chinese font of this machine, read once; fault.Unavailable names the package that is missing.
var Font = sync.OnceValues(func() ([]byte, error) {
	for _, path := range fonts {
		if data, err := os.ReadFile(path); err == nil {
			return data, nil
		}
	}
	return nil, fault.New(fault.Unavailable, "poster.no_font", "there is no Chinese font to print with; install Debian's package fonts-droid-fallback and start the node again")
})
