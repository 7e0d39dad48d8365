// Package audit is what was done, by whom, in which role and region, to what
// end, and on whom: entries that are written with what they record and cannot be
// changed afterwards without being found out (BY-04, BY-06).
//
// The words:
//
//   - An Entry is one act: a use case writes it in its own transaction (Record).
//   - The log is a Merkle tree over the entries in the tile form of C2SP
//     tlog-tiles. One sequencer, holding a lease, appends what is pending in
//     batches (Integrate) and signs a Checkpoint: origin, size, root.
//   - A leaf says that an entry stands at an index. Its hash is SHA-256 over a
//     zero byte and the entry's canonical bytes (Entry.Canonical).
//   - Verify rebuilds everything from the entries and names what does not fit.
//     Prove… and Check… convince somebody who holds nothing but a checkpoint.
//
// The rules:
//
//	Rule AU-1: an act that shows somebody's data to staff has a purpose and a subject.
//	Rule AU-2: an entry's action is of the closed set in action.go.
//	Rule AU-3: a tree is signed only if it continues the last signed one.
//	Rule AU-4: no two checkpoints of one size, and none smaller than one before.
//	Rule AU-5: an entry stands in the log once.
//
// What it is not: it does not hide entries from whoever may read the database,
// it does not keep anybody's name but an actor's, and it cannot tell that an
// entry was taken out before it was integrated (seconds), nor that the whole log
// was replaced by the holder of the signing key, unless somebody outside keeps
// a checkpoint. So checkpoints are to be given away often.
package audit
