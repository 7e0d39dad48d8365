// Package gate is the page of the staff who check codes: installable, at work
// without a network after its first load.
//
// The page is a shell; what it does is in web/assets/gate as small modules:
// verify.js and what it imports decide what a code is worth (docs/token.md),
// camera.js and decode.js find it, queue.js keeps passages until the server has
// answered for them, main.js joins them. What the page asks of the node goes
// through the JSON API and is written down in API.md, so this package needs
// nothing from the node.
//
// Rules:
//   - Rule GP-1: every code that is read has an answer in colour, sign, word and sound; unreadable and foreign are answers (BY-13).
//   - Rule GP-2: a passage is on the device before the next person is looked at, and leaves it only when the server has answered for it.
//   - Rule GP-3: the page shows colour, mark and masked checking information, never a reason of the holder's (HB-08).
//   - Rule GP-4: the collector sees no history (WH-13): what is sent is gone from the device.
package gate
