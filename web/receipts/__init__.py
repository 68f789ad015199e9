"""How is a search kept, proved and run again: receipts, saved searches, bundles?"""

__all__: list[str] = []
