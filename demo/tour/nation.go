package tour

// ofNation are the stories of several nodes.
var ofNation = []Story{}
