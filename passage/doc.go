// Package passage is what happens at gates and places: places and their collection points,
// scans that become passages, the queue of passages that a gate made
// without a network, the codes that places post, visits, and inspections.
//
// Rules:
//
//	PS-1  A passage does not name a person: it carries the person's id encrypted under the key of its day (architecture.md section 4).
//	PS-2  Who passed is learnt only with the day's key, a purpose and a case, and the holder can see that it was.
//	PS-3  After the retention time the day's key and the day's passages are destroyed together (BY-07).
//	PS-4  A passage is stored once: its id is chosen by the gate, and storing it again changes nothing.
//	PS-5  A passage made without a network is signed by a device that is registered to its collector, and refused when older than 72 hours; one from the future is refused until its time has come.
//	PS-6  37.3 °C or more is a finding for review, never a colour by itself (MS-02).
//	PS-7  A collection point where a collector stands cannot be closed (WH-11).
//	PS-8  One code at two places too far apart for the time between is reported (BY-21).
//	PS-9  A place's code is signed, holds for its newest version only, and is taken at its spot or in its time where it is tied to one (MS-01).
//	PS-10 A visit is no evidence: nothing reads it to decide a colour, and it goes with its day (BY-18).
//	PS-11 A finding is closed by another than who found it put right (MS-03).
//	PS-12 Who shows no code is written down: as little as finds him again, sealed for the node on the gate, under the key of its day there, and destroyed with it (NA-12).
//	PS-13 A point that goes on without the system says so: from when, until when, why (WZ-18).
//
// It does not judge a code (package pass) and does not colour anybody.
package passage
