// Package contact is who travelled together with an infected person: services of trains, flights, coaches and ships, the
// passenger lists of carriers, the patients of health authorities, and the matching of both by a dated policy. What comes
// out are candidates with the rule and the numbers that made them; professionals make contacts of them.
//
// Rules:
//
//	CT-1  Two people travelled together where their legs share a stretch between two stops of one service, by the order of the stops and never by calendar day (Overlap).
//	CT-2  A service is known by every number that it carries on its way, on the day on which it left its origin; a stop after midnight belongs to that day (Service, ServiceDay).
//	CT-3  Who is near enough says the policy in force, which is data; each candidate keeps the policy's version, the rule that fired, and the numbers that it stood on (Match).
//	CT-4  Where a place is not known — a standing ticket, a trip without seats, crew without a zone — nobody is taken for near or for far: a professional asks (Ask).
//	CT-5  Only what overlaps the patient's infectious window counts (Policy.Window).
//	CT-6  Candidates of one patient on one service are ranked and capped; who stands beyond the cap gets a notice only, and how many there are is said (BY-20).
//	CT-7  Lists name nobody: each person is a keyed identifier, which without the matching body's key can be neither made nor tested (Keyed; SC-04).
//	CT-8  Read = stored + refused + duplicate, row by row; one bad row costs no other.
//	CT-9  A day's lists and its key are destroyed together when the retention time is over (Expired).
//	CT-10 Somebody learns only of himself or of his wards who have no account of their own, after a fresh look at his face, so many times a day (SelfCheck; SC-01, SC-02).
//
// It is not the judgement whether somebody is a contact: that is a professional's, in a case of package review. It does not
// know who the people behind the identifiers are, nor how files and messages travel.
package contact
