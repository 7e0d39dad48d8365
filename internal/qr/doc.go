// Package qr makes the modules of a QR code under the mask that scanners read
// most easily. It draws nothing: pages make SVG of it, posters PDF, and neither
// knows what the text means.
package qr
