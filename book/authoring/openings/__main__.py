"""Write the pictures that chapters open with."""

from book import ROOT
from book.authoring.openings.pictures import PICTURES

if __name__ == "__main__":
    for name, draw in PICTURES.items():
        path = ROOT / "assets" / "images" / "openings" / f"{name}.svg"
        path.write_text(draw().svg(), encoding="utf-8")
