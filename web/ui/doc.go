// Package ui is what all pages share: the layout, the parts (one typed struct
// and one template each), the languages, the reader's preferences, QR codes as
// SVG, the security headers, and the gallery that shows every part in every state.
//
// Rules:
//   - Rule UI-1: a page is rendered whole into memory before its first byte is sent; a fault in a template gives an error page, never half a page.
//   - Rule UI-2: a colour is never the only sign; it comes with its word, its sign and its pattern.
//   - Rule UI-3: every text is a message key that every language has.
//   - Rule UI-4: nothing runs or styles inline, and nothing is loaded from another host; the Content-Security-Policy says so.
//   - Rule UI-5: a language is a file: it is offered on every page, and what it lacks is read in English.
//
// It is not a place for use cases: it knows no people and no rules, and asks nobody anything.
package ui
