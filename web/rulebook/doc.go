// Package rulebook shows a pack as people read it: its rules with their citations and who lifts them, its states with what a gate does,
// and a picture of what leads from state to state, which is found by working through cases and drawn by nobody (BY-02, BY-22).
//
// It decides nothing, reads no pack from a disk, and serves no address: the command line writes it as a page that stands alone, the desk
// shows it in one of its own.
package rulebook
