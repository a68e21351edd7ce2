"""How complete, fresh and changed a city's data are."""
