// Package bench is the performance suite: each figure beside its floor, which
// is the least that anybody's program would have to do for the same, measured in
// turns with it on the same machine, so that the ratio of the two means something
// on any machine and under any other load (architecture.md section 7).
//
// Rules:
//
//	BN-1  A figure and its floor are measured in turns; the ratio is the median of the turns' ratios.
//	BN-2  A load whose writes are lost or doubled, or whose answers are wrong, ends in an error and gives no figure.
//	BN-3  Targets are those of the issue and never move: a figure that misses one says so.
//
// It is no test of correctness beyond what it loads, and it is not to be run
// against a database that anybody needs: it fills it with made-up people.
package bench
