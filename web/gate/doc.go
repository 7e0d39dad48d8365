// Package gate is the page of the staff who check codes: installable, at work
// without a network after its first load.
//
// The page is a shell; what it does is in web/assets/gate as small modules:
// verify.js and what it imports decide what a code is worth (docs/token.md),
// scanner.js, camera.js and decode.js find it, queue.js keeps passages until the server has
// answered for them, register.js and fallback.js are for when there is no code or no
// system, kiosk.js is the screen without a guard, manage.js is the administrator's,
// main.js joins them. What the page asks of the node goes
// through the JSON API and is written down in API.md, so this package needs
// nothing from the node.
//
// Rules:
//   - Rule GP-1: every code that is read has an answer in colour, sign, word and sound; unreadable and foreign are answers (BY-13).
//   - Rule GP-2: a passage is on the device before the next person is looked at, and leaves it only when the server has answered for it.
//   - Rule GP-3: the page shows colour, mark and masked checking information, never a reason of the holder's (HB-08).
//   - Rule GP-4: the collector sees no history (WH-13): what is sent is gone from the device.
//   - Rule GP-5: somebody without a code, and a gate without the system, have a way to go on; what is written down is sealed at once (NA-12, WZ-18).
//   - Rule GP-6: a fixed screen shows the answer and nothing else, goes on by itself, and only a number leads out of it.
package gate
