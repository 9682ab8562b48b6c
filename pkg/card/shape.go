package card

import (
	"image"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// unit is the pixels of one of the 16 units in which the signs are drawn.
const unit = float32(shapeSize) / 16

// shape returns the mask of a sign.
func shape(path func(*vector.Rasterizer)) mask {
	z := vector.NewRasterizer(shapeSize, shapeSize)
	z.DrawOp = draw.Src
	path(z)
	alpha := image.NewAlpha(z.Bounds())
	z.Draw(alpha, alpha.Bounds(), image.Opaque, image.Point{})
	return newMask(alpha, image.Point{}, alpha.Bounds().Size(), severityRamp)
}

// polygon adds a closed path through points x, y, x, y, …
func polygon(z *vector.Rasterizer, points ...float32) {
	z.MoveTo(points[0]*unit, points[1]*unit)
	for i := 2; i < len(points); i += 2 {
		z.LineTo(points[i]*unit, points[i+1]*unit)
	}
	z.ClosePath()
}

// arc returns points of a circle around the middle, from one angle to another
// in radians.
func arc(radius, from, to float64) []float32 {
	const parts = 48
	var points []float32
	for i := range parts + 1 {
		sin, cos := math.Sincos(from + (to-from)*float64(i)/parts)
		points = append(points, float32(8+radius*cos), float32(8+radius*sin))
	}
	return points
}

// circle adds a circle; one that turns back makes a hole.
func circle(z *vector.Rasterizer, radius float64, back bool) {
	to := 2 * math.Pi
	if back {
		to = -to
	}
	polygon(z, arc(radius, 0, to)...)
}

// dashes adds a ring of six dashes.
func dashes(z *vector.Rasterizer) {
	for i := range 6 {
		from := float64(i) * math.Pi / 3
		to := from + math.Pi/6
		polygon(z, append(arc(7, from, to), arc(5, to, from)...)...)
	}
}
