from tests.people import (  # noqa: F401
    amira,
    amira_desk,
    bo,
    bo_desk,
    chioma,
    chioma_desk,
    dan,
    dan_desk,
    olu,
    olu_desk,
)
