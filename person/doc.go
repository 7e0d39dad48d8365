// Package person is who a code is about: people and their identity documents,
// the sealing of identity, the accounts that people log in with, and which
// account may show whose code.
//
// Rules:
//
//	PE-1  One person, one code on a node (MS-04): a person is found by the sealed identity document, never by a name; two registrations of one document at one moment end in one person.
//	PE-2  An identity that is registered is completed, never changed: number and name stay as they were first verified, and the bound phone changes only at a service desk (NA-07).
//	PE-3  Name, number, phone, birth date and address print masked wherever they are printed; only Reveal shows them (WH-04, NA-14).
//	PE-4  Identity is stored sealed under a key of its owner alone; destroying that key is deletion.
//	PE-5  A failed real-name check says which condition failed and what to do (WH-02).
//	PE-6  An account has one person of its own and at most MaxWards others; a ward has at most MaxGuardians; who has an account of his own is nobody's ward (WH-06, NA-12, BY-19).
//	PE-7  A link is dated and ended, never erased (WZ-06).
//	PE-8  A login code is valid for 3 minutes, for one use and MaxTries tries; it is stored only as a keyed hash (WZ-01).
//	PE-9  Too many login codes in a short time block the phone until midnight +08:00 (WZ-12 state 13).
//	PE-10 A refresh token is good once: used again it ends its session.
//	PE-11 What was known of a birth and a residence before they changed is kept until the person is forgotten, so that what was decided then can be decided again (BY-02).
//	PE-12 An account that tried EntriesAnHour times to log in by other ways than codes waits until the hour is over.
//	PE-13 Who named MissesAnHour people whom he did not find, or not by what he said of them, waits until the hour is over, and is told the same of whoever it was (BY-19).
//	PE-14 Who names a ward that he cannot add gets one answer, whether the name is another, or that person shows his code himself, or others show it (BY-19).
//	PE-15 Codes that an operator sends are counted apart from login codes, by the same limits; a phone that either has blocked is told so (WZ-12 state 13).
//
// It does not verify that a number belongs to a face: that is an outside
// register's answer. It holds no health data and decides no colour.
package person
