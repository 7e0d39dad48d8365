// Package attachment is what people attach to cases: pictures and PDF, told by
// their content, bounded, and cleaned of what nobody meant to hand in.
//
// Rules:
//
//	AT-1  What a file is, its content says, never its name: JPEG, PNG or PDF whose beginning and, of pictures, header are read; anything else is refused.
//	AT-2  A file is read no further than its limit: what is longer is refused while it is read.
//	AT-3  A picture whose header promises more points than a screen of any kind needs is refused unread (decompression bombs).
//	AT-4  Pictures lose their metadata — where and with what they were taken, thumbnails, comments — and whatever stands behind their end; which side is up stays.
//
// It does not look into PDF files beyond their frame, does not draw anything, and
// does not seal or store (packages person and store do).
package attachment
