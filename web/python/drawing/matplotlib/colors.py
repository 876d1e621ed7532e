"""matplotlib.colors: colours that nothing is drawn with."""

from matplotlib import Quiet


class LinearSegmentedColormap(Quiet):
    """A colour map that is not used."""

    @staticmethod
    def from_list(*args, **options):
        return LinearSegmentedColormap()
