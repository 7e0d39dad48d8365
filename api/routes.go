package api

import (
	"kangma/api/wire"
)

// routes is every operation there is. ask: changes nothing. act: may be repeated by its nature. change and end: writes, once
// under a key; change gives something back.
func (a *API) routes() {
	// Logging in.
	act(a, op("POST /v1/login/code", signingIn, "request-code", "Send a one-time code to a phone (WZ-01)"), a.requestCode)
	ask(a, op("POST /v1/login", signingIn, "login", "Exchange a one-time code for a session (NA-01)"), a.login)
	ask(a, op("POST /v1/login/refresh", signingIn, "refresh-login", "Exchange a refresh token for new tokens"), a.refreshLogin)
	act(a, op("POST /v1/logout", either, "logout", "End the session"), a.logout)
	ask(a, op("GET /v1/sandbox/inbox", anyone, "sandbox-inbox", "Messages of a node that sends none, for trying out"), a.inbox)

	// What everybody may know.
	ask(a, op("GET /v1/regions", anyone, "list-regions", "Divisions below one, or by name"), a.regions)
	ask(a, op("GET /v1/regime", anyone, "get-regime", "Rules and modes in force (HB-11, WH-07)"), a.regime)
	ask(a, op("GET /v1/places/kinds", anyone, "list-place-kinds", "Kinds of public places (MS-01)"), a.placeKinds)
	ask(a, op("GET /v1/risk", anyone, "list-risk-areas", "Areas that are listed as risky (WZ-09)"), a.riskAreas)
	ask(a, op("GET /v1/case-kinds", anyone, "list-case-kinds", "Kinds of cases: states, moves, clocks, pairs of eyes"), a.caseKinds)
	direct(a, op("GET /v1/trust", anyone, "get-trust", "Trust list of gates (BY-01, docs/token.md)"), "application/json", nil, a.trust)
	direct(a, op("GET /v1/status", anyone, "get-status-list", "Which codes are recalled before they expire (BY-14, docs/token.md)"), "application/json", []string{"issuer"}, a.status)
	direct(a, op("GET /v1/audit/checkpoint", anyone, "get-checkpoint", "Newest signed checkpoint of the audit log (BY-04)"), plainText, nil, a.checkpoint)
	direct(a, op("GET /v1/audit/key", anyone, "get-log-key", "Key under which the audit log is verified"), plainText, nil, a.logKey)
	direct(a, op("GET /v1/audit/inclusion", anyone, "prove-entry", "Proof that an entry stands in the log"), plainText, []string{"entry"}, a.inclusion)
	direct(a, op("GET /v1/audit/consistency", anyone, "prove-growth", "Proof that the log continues an older one"), plainText, []string{"size"}, a.consistency)

	// The holder.
	ask(a, op("GET /v1/account", holder, "get-account", "The account and the people whose codes it shows (WH-06)"), a.account)
	end(a, op("POST /v1/terms", holder, "accept-terms", "Accept the terms (NA-01)"), a.acceptTerms)
	change(a, op("POST /v1/people", holder, "claim-person", "Verify an identity, one's own or a ward's (WH-02, WH-06)"), a.claim, claimed)
	end(a, op("DELETE /v1/people/{person}", holder, "release-person", "Take a person off the account (WZ-06)"), a.release)
	change(a, op("POST /v1/applications", holder, "apply", "Apply for a code (NA-02, HB-06)"), a.apply, applied)
	end(a, op("POST /v1/declarations", holder, "declare", "Change the declared health, once a day (NA-07)"), a.declare)
	ask(a, op("GET /v1/declarations", holder, "list-declarations", "Past declarations (WH-03)"), a.declarations)
	byHand[wire.ShowRequest, wire.Code](a, op("POST /v1/codes/show", holder, "show-code", "Show a code (NA-06)"), show, a.showCode)
	ask(a, op("GET /v1/why", holder, "explain-code", "Why a code is as it is or was (BY-02)"), a.why)
	direct(a, op("GET /v1/data", holder, "copy-data", "Everything that the node holds about a person, to take along (BY-06)"), "application/json", []string{"person"}, a.copyData)
	end(a, op("DELETE /v1/people/{person}/data", holder, "forget-person", "Delete what may be deleted of a person (BY-07)"), a.forget)
	ask(a, op("GET /v1/looks", holder, "list-looks", "Who looked at one's data (BY-06)"), a.looks)
	ask(a, op("GET /v1/notices", holder, "list-notices", "What the people of the account were told (NA-05)"), a.notices)
	end(a, op("POST /v1/notices/{id}/read", holder, "read-notice", "A notice has been read"), a.readNotice)
<<<<<<< HEAD
	ask(a, op("POST /v1/visits", holder, "register-visit", "Register a visit by a place's code; it never colours anybody (MS-01, BY-18)"), a.visit)
	ask(a, op("GET /v1/visits", holder, "list-visits", "One's own visits, for 14 days"), a.visits)
=======
	change(a, op("POST /v1/cases", holder, "open-case", "Ask for a decision: conversion, correction, refused recognition (HB-05, NA-10)"), a.openCase, a.holdersRow)
	ask(a, op("GET /v1/cases", holder, "list-cases", "One's cases: state, reasons, who is responsible, until when"), a.casesOf)
	ask(a, op("GET /v1/cases/{id}", holder, "get-case", "One of them"), a.readCase)
	change(a, op("POST /v1/cases/{id}/moves", holder, "move-case", "Withdraw it, or change its form"), a.moveCase, a.holdersRow)
>>>>>>> c8ea911 (API and client of cases: holders, desks, many at once, the table of kinds)

	// The gate.
	byHand[wire.Check, wire.Verdict](a, op("POST /v1/verify", staffer, "check-code", "What a scanned code is worth now (BY-13)"), scan, a.checkCode)
	byHand[wire.Scan, wire.Verdict](a, op("POST /v1/passages", staffer, "scan-code", "Check a code and register the passage (WH-12)"), scan, a.scanCode)
	ask(a, op("POST /v1/passages/slips", staffer, "upload-slips", "Passages made without a network, each once").taking(256<<10), a.upload)
	ask(a, op("GET /v1/points", staffer, "list-points", "Points where one may stand (WH-11)"), a.points)
	act(a, op("PUT /v1/points/current", staffer, "switch-point", "Stand at a point (WH-11)"), a.switchPoint)
	ask(a, op("PUT /v1/gate/device", staffer, "register-device", "Register the device that signs passages"), a.registerDevice)
	ask(a, op("GET /v1/gate/settings", anyone, "gate-settings", "Tolerances of gates"), a.settings)

	// The desk.
	ask(a, op("GET /v1/staff/standing", staffer, "get-standing", "What one may do, and where"), a.standing)
	change(a, op("POST /v1/staff/appointments", staffer, "appoint", "Appoint somebody by phone (WH-08, WH-10)"), a.appoint, appointed)
	change(a, op("DELETE /v1/staff/appointments/{id}", staffer, "dismiss", "End an appointment"), a.dismiss, appointed)
	ask(a, op("GET /v1/staff/notices", staffer, "list-staff-notices", "What one was told, and one's offices"), a.staffNotices)
	end(a, op("POST /v1/staff/notices/{id}/read", staffer, "read-staff-notice", "A notice has been read"), a.readStaffNotice)
	change(a, op("POST /v1/places", staffer, "add-place", "Add a public place (MS-01)"), a.addPlace, place)
	ask(a, op("GET /v1/places", staffer, "list-places", "Places of a region, each with its code (MS-01)"), a.places)
	ask(a, op("GET /v1/places/{id}", staffer, "get-place", "One place"), a.placeByID)
	file[wire.PlaceRows](a, op("POST /v1/places/import", staffer, "import-places", "Add places from CSV or XLSX, a result for each row"), []string{"sheet"}, a.importPlaces)
	change(a, op("PUT /v1/places/{id}/code", staffer, "issue-place-code", "Issue a place's code anew; posters before it hold no more (MS-01)"), a.issuePlaceCode, placeCode)
	ask(a, op("GET /v1/places/{id}/code", staffer, "show-place-code", "A place's code as a screen shows it now"), a.shownPlaceCode)
	end(a, op("DELETE /v1/places/{id}/code", staffer, "revoke-place-code", "End a place's code without a new one"), a.revokePlaceCode)
	end(a, op("DELETE /v1/places/{id}", staffer, "close-place", "Close a place and its points"), a.closePlace)
	change(a, op("POST /v1/points", staffer, "add-point", "Add a collection point (WH-11)"), a.addPoint, a.point)
	end(a, op("DELETE /v1/points/{id}", staffer, "close-point", "Close a collection point (WH-11)"), a.closePoint)
	ask(a, op("GET /v1/passages", staffer, "list-passages", "Passages of a region, without persons (WH-13)"), a.passages)
	ask(a, op("POST /v1/people/look-up", staffer, "look-up", "Find a person by document, with a purpose (BY-06, BY-19)"), a.lookUp)
	change(a, op("POST /v1/evidence", staffer, "record-evidence", "Record a fact; the colour follows at once"), a.recordEvidence, recorded)
	change(a, op("POST /v1/evidence/{id}/end", staffer, "end-evidence", "End a fact"), a.endEvidence, endedEvidence)
	change(a, op("POST /v1/evidence/{id}/retract", staffer, "retract-evidence", "Say that a fact never was true"), a.retractEvidence, endedEvidence)
	change(a, op("POST /v1/modes", staffer, "switch-mode", "Switch a mode on or off (HB-11, WH-07)"), a.switchMode, switched)
	ask(a, op("GET /v1/applications/overdue", staffer, "list-overdue", "Applications past their service level (HB-06)"), a.overdue)
	file[wire.RiskImport](a, op("POST /v1/risk", staffer, "import-risk", "Import a published list of risk areas (WZ-09)"), []string{"source"}, a.importRisk)
	file[wire.ImportStarted](a, op("POST /v1/evidence/imports", staffer, "start-import", "Import facts from CSV or XLSX"), importParams, a.startImport)
	ask(a, op("GET /v1/evidence/imports", staffer, "list-imports", "Imports"), a.imports)
	ask(a, op("GET /v1/evidence/imports/{id}", staffer, "get-import", "An import as it stands"), a.importRun)
	act(a, op("POST /v1/evidence/imports/{id}/stop", staffer, "stop-import", "Stop it; what it stored stays"), a.stopImport)
	act(a, op("POST /v1/evidence/imports/{id}/resume", staffer, "resume-import", "Let it go on"), a.resumeImport)
	direct(a, op("GET /v1/evidence/imports/{id}/errors", staffer, "import-errors", "Refused rows, to be corrected"), "text/csv", nil, a.importErrors)
	ask(a, op("GET /v1/evidence/mappings", staffer, "list-mappings", "Saved mappings of columns"), a.mappings)
	act(a, op("PUT /v1/evidence/mappings", staffer, "save-mapping", "Save a mapping of columns"), a.saveMapping)
	change(a, op("POST /v1/desk/cases", staffer, "open-desk-case", "Open a case: a request upward, a correction (WZ-17, BY-03)"), a.openDeskCase, a.caseRow)
	ask(a, op("GET /v1/desk/cases", staffer, "list-desk-cases", "What waits in one's scope, by when it is due (HB-05, HB-06)"), a.workList)
	ask(a, op("GET /v1/desk/cases/{id}", staffer, "get-desk-case", "A case whole; the holder reads who looked (BY-06)"), a.readCase)
	change(a, op("POST /v1/desk/cases/{id}/moves", staffer, "move-desk-case", "Make a move of the kind's table (BY-17)"), a.moveDeskCase, a.caseRow)
	ask(a, op("POST /v1/desk/cases/moves", staffer, "move-desk-cases", "Make many moves, each by itself").taking(1<<20), a.moveCases)
	change(a, op("POST /v1/desk/cases/{id}/assignee", staffer, "assign-case", "Give a case to somebody, with a reason"), a.assignCase, a.caseRow)
	change(a, op("POST /v1/desk/cases/{id}/notes", staffer, "note-case", "Note something among staff"), a.noteCase, a.caseRow)
	ask(a, op("GET /v1/jobs", staffer, "list-jobs", "Background work"), a.jobs)
	ask(a, op("GET /v1/jobs/{id}", staffer, "get-job", "One piece of background work"), a.job)
	end(a, op("POST /v1/jobs/{id}/stop", staffer, "stop-job", "Stop it; what it did stays"), a.stopJob)
	end(a, op("POST /v1/jobs/{id}/resume", staffer, "resume-job", "Let it go on"), a.resumeJob)
	ask(a, op("GET /v1/audit/entries", staffer, "list-entries", "What was done, by whom, why (BY-04)"), a.entries)

	a.mux.HandleFunc("GET /openapi.json", a.description())
	a.mux.HandleFunc("GET /healthz", a.healthy)
	a.mux.HandleFunc("GET /readyz", a.ready)
	a.mux.Handle("GET /metrics", a.metrics.page)
	a.mux.HandleFunc("/", a.elsewhere)
}

const plainText = "text/plain"
