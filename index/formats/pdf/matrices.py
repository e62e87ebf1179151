"""Read where a PDF page draws an object: the matrix that places it on the page."""

from dataclasses import dataclass

import pypdfium2.raw as raw

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A transformation of points, by the six numbers of PDF."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def apply(self, point: Point) -> Point:
        """Return where a point is moved to."""
        x, y = point
        return (x * self.a + y * self.c + self.e, x * self.b + y * self.d + self.f)

    def then(self, outer: "Matrix") -> "Matrix":
        """Return the matrix that applies this one, and then another one."""
        e, f = outer.apply((self.e, self.f))
        return Matrix(
            self.a * outer.a + self.b * outer.c,
            self.a * outer.b + self.b * outer.d,
            self.c * outer.a + self.d * outer.c,
            self.c * outer.b + self.d * outer.d,
            e,
            f,
        )


def read_matrix(handle: raw.FPDF_PAGEOBJECT) -> Matrix:
    """Return the matrix of an object."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(handle, matrix)
    return Matrix(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
