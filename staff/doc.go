// Package staff is who may do what where: roles with their permissions,
// appointments to a role in a region, and explicit grants beside them.
//
// Rules:
//
//	ST-1  One check decides: May. It needs an appointment or a grant in force at the instant, whose role permits the action and whose region contains the region acted on; no region is contained in nothing.
//	ST-2  Nobody gives what he does not have: a role is given by who may give it, where he may, and a role's givers have all its permissions.
//	ST-3  An appointment works from its first instant and ends at its last; nothing is cached beyond the value that is passed (WH-10).
//	ST-4  An action on one person's data needs a purpose; without one it is refused to everybody (BY-19, NA-14).
//	ST-5  A collector has a collection point in his region, and his region is his administrator's (WH-09).
//	ST-6  Appointments and grants are ended, never erased; a grant has a reason and an end.
//	ST-7  A deputy has nothing by standing in: he holds every role of the absent himself, where the absent does, and work goes to nobody who is away.
//	ST-8  Whose account is suspended may nothing until that is lifted, and never lifts it himself.
//	ST-9  A grant of help or a transfer gives the receiver his own office elsewhere and no other; a transfer is for one person alone.
//	ST-10  In an emergency who may open one takes his own office's looks into another region for at most three hours, with a reason, and never a change.
//	ST-11  Who is called can check that the call was announced by staff who may, to him: by a number that holds for an hour and is no other call's (EP-04).
//
// It does not log anybody in (package person has accounts and sessions), and does not write the audit entry that each
// use leaves (package audit).
package staff
