"""torch.utils.data by the names of its parts; a DataLoader that wants workers is refused."""

from torch.utils.data import dataloader, dataset, distributed, sampler
from torch.utils.data.datapipes import _decorator, datapipe

_NAMES = {
    dataloader: "DataLoader _DatasetKind default_collate default_convert get_worker_info",
    dataset: "ChainDataset ConcatDataset Dataset IterableDataset StackDataset Subset TensorDataset"
    " random_split",
    distributed: "DistributedSampler",
    sampler: "BatchSampler RandomSampler Sampler SequentialSampler SubsetRandomSampler"
    " WeightedRandomSampler",
    _decorator: "argument_validation functional_datapipe guaranteed_datapipes_determinism"
    " non_deterministic runtime_validation runtime_validation_disabled",
    datapipe: "DFIterDataPipe DataChunk IterDataPipe MapDataPipe",
}
for _part, _names in _NAMES.items():
    globals().update({_name: getattr(_part, _name) for _name in _names.split()})
__all__ = sorted(_name for _names in _NAMES.values() for _name in _names.split())


def _refuse_workers(loader):
    """Stand where a DataLoader looks whether the machine has cores for its workers.

    Raises:
        NotImplementedError: it wants some.
    """
    if loader.num_workers:
        raise NotImplementedError(
            f"DataLoader(num_workers={loader.num_workers}) starts processes, and a page has none"
            " but its own. Write num_workers=0, or take the notebook to run this cell in Jupyter or"
            " Colab."
        )


dataloader.DataLoader.check_worker_number_rationality = _refuse_workers
