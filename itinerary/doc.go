// Package itinerary is what a node learns, and a holder says, of where somebody was in 14 days: the telecom operator's
// statement, which is 1 or 0 and no place (WZ-08), how long it is valid, and the journeys that a holder declares himself.
//
// Rules:
//
//	IT-1 Of an operator's answer a node keeps whether it is abnormal, normal, being analysed or unknown, and whether the city was left: nothing that names a place (WZ-08).
//	IT-2 The operator is asked only with the holder's consent and with the code that the operator itself sent to the phone, which is good for 3 minutes (WZ-01).
//	IT-3 How long a statement is valid comes from a dated, published rule: between 2 and 15 hours, longer under load, shorter at higher risk (WZ-07).
//	IT-4 Showing the code within the validity of a normal statement renews it; not once the list of risk cities has changed, and not beyond what the rule allows without asking again (WZ-07, WZ-09).
//	IT-5 An answer that says nothing (unknown, being analysed) never takes the place of a statement that counts: asking again is no way out of a cross.
//	IT-6 Statements are judged against a list of whole cities that is the same for everybody, so that no list can ask about one person's place.
//	IT-7 A declared journey is compared with a statement only in what an operator would have counted; it is sealed under its holder's key and ends by itself (NA-05).
//
// It does not ask the operator (internal/telecom does), decides no colour and no mark (policy does), and knows no
// location of any phone (HB-10).
package itinerary
