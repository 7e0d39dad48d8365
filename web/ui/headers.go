package ui

import "net/http"

// Policy is the Content-Security-Policy of a page.
type Policy string

const (
	// Strict is the policy of every page: own files only, nothing inline.
	Strict Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
		"manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	// Camera is Strict for a page whose scripts may look through the camera; what they decode in obeys a policy of its own.
	Camera = Strict + "; media-src blob:"
	// Scanner is Strict with what the gate page's camera and decoder need besides.
	Scanner Policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
		"media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

// secure sets the headers that every page has.
func secure(h http.Header, p Policy) {
	h.Set("Content-Security-Policy", string(p))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store") // pages are about people
	camera, where := "()", "()"        // where: for an administrator who puts a collection point (WH-11), never where a holder is (HB-10)
	if p == Scanner || p == Camera {
		camera = "(self)"
	}
	if p == Scanner {
		where = "(self)"
	}
	h.Set("Permissions-Policy", "camera="+camera+", geolocation="+where+", microphone=(), payment=(), usb=()")
}
