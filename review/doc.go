// Package review is cases that people decide: conversions, corrections, checks, white lists, requests upward. A kind of
// case is a row of a table (Definition): its states, who works in each and how long, and the moves between them. One
// engine (Next, Overdue, Assign) moves them all.
//
// Rules:
//
//	RE-1  A case moves along its table only: any other move is refused with from and to, and what would be possible (Next).
//	RE-2  Each move counts one up, and names the count that its mover saw: of two at once one wins, the other is told.
//	RE-3  Where the table sets two people apart they are two people, of two offices where it says so, under whatever role (BY-03, BY-17, HB-05).
//	RE-4  Nobody decides a case of his own or of who is in his account, nor writes or reads notes among staff in it.
//	RE-5  A first review is refused to who would leave no office above for the second.
//	RE-6  A stage with a clock has a move that the system makes when it runs out; a case that is late is raised to the office above, and stays where it is answered for (HB-06, BY-17).
//	RE-7  History is append-only, and replayed it gives the case (Replay).
//	RE-8  Who gets a case is the nearest office's least loaded who is present and may decide it, and it says why (Assign).
//	RE-9  Evidence that a kind of case alone brings about comes in no other way, from nobody: the refusal names the case to open (Direct; HB-12, WZ-10, WZ-12).
//
// It is not what follows from a move (evidence that begins and ends, decisions, notices: node), nor who may do what
// where (staff), nor how forms are kept (they come and go sealed).
package review
