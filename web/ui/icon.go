package ui

import "html/template"

// strokes are the shapes of the icons, drawn by hand on a field of 24 by 24, in the colour of the text around them.
var strokes = map[string]string{
	"tick":       `<path d="M4.5 12.5l5 5 10-11" stroke-width="3.2"/>`,
	"small_tick": `<path d="M8 12.5l3 3 5.5-6.5" stroke-width="2.4"/>`,
	"cross":      `<path d="M6 6l12 12M18 6L6 18" stroke-width="3.2"/>`,
	"question":   `<path d="M8.2 8.6a3.9 3.9 0 1 1 6.3 3.1c-1.6 1.2-2.5 1.7-2.5 3.6" stroke-width="2.6"/><circle cx="12" cy="19.4" r="1.7" fill="currentColor" stroke="none"/>`,
	"restricted": `<circle cx="8" cy="8" r="3"/><circle cx="16" cy="8" r="3"/><path d="M3 19c0-3 2-5 5-5s5 2 5 5M13 15c.8-.6 1.8-1 3-1 3 0 5 2 5 5M3 3l18 18"/>`,
	"green":      `<circle cx="12" cy="12" r="10" fill="currentColor" stroke="none"/><path d="M7 12.6l3.5 3.5L17 8.8" stroke="var(--sign-ink)" stroke-width="2.6"/>`,
	"yellow":     `<path d="M12 2.2L23 21.5H1z" fill="currentColor" stroke="none"/><path d="M12 9v6" stroke="var(--sign-ink)" stroke-width="2.6"/><circle cx="12" cy="18.2" r="1.5" fill="var(--sign-ink)" stroke="none"/>`,
	"red":        `<path d="M7.9 1.9h8.2l5.9 5.9v8.4l-5.9 5.9H7.9L2 16.2V7.8z" fill="currentColor" stroke="none"/><path d="M7 12h10" stroke="var(--sign-ink)" stroke-width="3.4"/>`,
	"gray":       `<rect x="2" y="2" width="20" height="20" rx="5" fill="currentColor" stroke="none"/><path d="M7 9.5h10M7 14.5h10" stroke="var(--sign-ink)" stroke-width="2.6"/>`,
	"none":       `<circle cx="12" cy="12" r="9.5" stroke-dasharray="3.6 2.6"/><path d="M12 6.8V12l3.4 2.2"/>`,
	"pass":       `<circle cx="12" cy="12" r="10" fill="currentColor" stroke="none"/><path d="M7 12.6l3.5 3.5L17 8.8" stroke="var(--sign-ink)" stroke-width="2.6"/>`,
	"ask":        `<path d="M12 2.2L23 21.5H1z" fill="currentColor" stroke="none"/><path d="M12 9v6" stroke="var(--sign-ink)" stroke-width="2.6"/><circle cx="12" cy="18.2" r="1.5" fill="var(--sign-ink)" stroke="none"/>`,
	"stop":       `<path d="M7.9 1.9h8.2l5.9 5.9v8.4l-5.9 5.9H7.9L2 16.2V7.8z" fill="currentColor" stroke="none"/><path d="M7 12h10" stroke="var(--sign-ink)" stroke-width="3.4"/>`,
	"unknown":    `<rect x="2" y="2" width="20" height="20" rx="5" fill="currentColor" stroke="none"/><path d="M8.9 9.2a3.2 3.2 0 1 1 5.1 2.5c-1.3 1-2 1.4-2 2.8" stroke="var(--sign-ink)" stroke-width="2.3"/><circle cx="12" cy="17.6" r="1.4" fill="var(--sign-ink)" stroke="none"/>`,
	"kangma":     `<path d="M12 1.8l8.6 3.1v6.3c0 5.3-3.5 9.2-8.6 11-5.1-1.8-8.6-5.7-8.6-11V4.9z" fill="currentColor" stroke="none"/><path d="M12 7.4v9M7.5 11.9h9" stroke="var(--sign-ink)" stroke-width="2.6"/>`,
	"clock":      `<circle cx="12" cy="12" r="9.5"/><path d="M12 6.5V12l3.8 2.4"/>`,
	"refresh":    `<path d="M20 12a8 8 0 1 1-2.4-5.7M20 3v5h-5"/>`,
	"person":     `<circle cx="12" cy="8" r="4.2"/><path d="M4 21c.6-4.2 3.7-6.5 8-6.5s7.4 2.3 8 6.5"/>`,
	"people":     `<circle cx="9" cy="8.5" r="3.7"/><path d="M2 20.5c.5-3.8 3.2-5.8 7-5.8s6.5 2 7 5.8M16 5.2a3.5 3.5 0 0 1 0 6.7M18 15c2.3.7 3.7 2.6 4 5.5"/>`,
	"list":       `<path d="M8 6h13M8 12h13M8 18h13"/><circle cx="3.5" cy="6" r="1.4" fill="currentColor" stroke="none"/><circle cx="3.5" cy="12" r="1.4" fill="currentColor" stroke="none"/><circle cx="3.5" cy="18" r="1.4" fill="currentColor" stroke="none"/>`,
	"why":        `<circle cx="12" cy="12" r="9.5"/><path d="M9.2 9.4a2.9 2.9 0 1 1 4.6 2.3c-1.2.9-1.8 1.3-1.8 2.5"/><circle cx="12" cy="17.2" r="1.3" fill="currentColor" stroke="none"/>`,
	"pen":        `<path d="M4 20l1-4.5L16.5 4a2 2 0 0 1 3 0l.5.5a2 2 0 0 1 0 3L8.5 19z"/>`,
	"phone":      `<rect x="6" y="2" width="12" height="20" rx="2.5"/><path d="M10.5 18.5h3"/>`,
	"next":       `<path d="M9 5l7 7-7 7"/>`,
	"back":       `<path d="M15 5l-7 7 7 7"/>`,
	"plus":       `<path d="M12 4v16M4 12h16"/>`,
	"leave":      `<path d="M14 4h5a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1h-5M10 8l-4 4 4 4M6 12h9"/>`,
	"info":       `<circle cx="12" cy="12" r="9.5"/><path d="M12 11v6"/><circle cx="12" cy="7.4" r="1.4" fill="currentColor" stroke="none"/>`,
	"warn":       `<path d="M12 3L22 20.5H2z"/><path d="M12 10v5"/><circle cx="12" cy="17.8" r="1.2" fill="currentColor" stroke="none"/>`,
	"done":       `<circle cx="12" cy="12" r="9.5"/><path d="M7.5 12.4l3 3 6-6.4"/>`,
	"camera":     `<path d="M3 8a2 2 0 0 1 2-2h2.5L9 4h6l1.5 2H19a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z"/><circle cx="12" cy="13" r="4"/>`,
	"keyboard":   `<rect x="2" y="6" width="20" height="12" rx="2"/><path d="M6 10h.01M10 10h.01M14 10h.01M18 10h.01M8 14.5h8"/>`,
	"picture":    `<rect x="3" y="4" width="18" height="16" rx="2"/><circle cx="8.5" cy="9.5" r="1.8"/><path d="M21 16l-5.5-5.5L5 20"/>`,
	"torch":      `<path d="M8 2h8v4l-2 3v12h-4V9L8 6zM8 6h8M12 12v2"/>`,
	"place":      `<path d="M12 22c5-5.5 7.5-9.3 7.5-12.5a7.5 7.5 0 0 0-15 0C4.5 12.7 7 16.5 12 22z"/><circle cx="12" cy="9.5" r="2.7"/>`,
	"upload":     `<path d="M12 16V4M7 9l5-5 5 5M4 16v4h16v-4"/>`,
	"key":        `<circle cx="8" cy="15" r="4.5"/><path d="M11.3 11.7L20 3M16 7l3 3"/>`,
	"sound":      `<path d="M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11"/>`,
	"chart":      `<path d="M4 20V10h4v10zm6 0V4h4v16zm6 0v-7h4v7z"/>`,
	"offline":    `<path d="M2 8.5C8 3.5 16 3.5 22 8.5M5.5 12.3c4-3.3 9-3.3 13 0M9 16c2-1.5 4-1.5 6 0M3 3l18 18"/><circle cx="12" cy="20" r="1.5" fill="currentColor" stroke="none"/>`,
}

// Icon is an icon as SVG, hidden from screen readers: the word beside it speaks.
func Icon(name string) template.HTML {
	shape, ok := strokes[name]
	if !ok {
		panic("ui: no icon " + name) // found by the gallery test
	}
	return template.HTML(`<svg class="icon icon-` + name + `" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ` +
		`stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">` + shape + `</svg>`)
}
