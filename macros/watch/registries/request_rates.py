"""How often each registry may be asked."""

RATES = {
    "https://api.crossref.org/": 4,
    "https://eutils.ncbi.nlm.nih.gov/": 2.5,
    "https://clinicaltrials.gov/": 0.7,
    "https://doi.org/": 2,
}
"""Requests per second, below what each allows. Crossref: “REST API: Access and authentication” and
“Announcing changes to REST API rate limits” (2025), https://www.crossref.org/documentation/
retrieve-metadata/rest-api/access-and-authentication/. NCBI: 3 without a key,
https://www.ncbi.nlm.nih.gov/books/NBK25497/. ClinicalTrials.gov: about 50 a minute,
https://clinicaltrials.gov/data-api/about-api. doi.org: our own choice."""
