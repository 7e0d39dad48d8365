// Package assets is everything static that the pages load: styles, scripts,
// icons and vendored decoders, embedded in the binary and served under one
// path that contains a checksum of all of it.
//
// Because the checksum is a folder and not a suffix, scripts import one another
// by plain relative addresses, nothing is rewritten, and no build step exists;
// whatever changes, changes the folder, so every answer may be cached for ever.
//
// It is not a file server: what is not in the list at start does not exist.
package assets
