-- One row: what the pack decides about the tables.
select
    {{ parameter("city") }} as city,
    {{ parameter("public_decimals") }} as public_decimals,
    cast({{ parameter("begins_on") }} as date) as begins_on,
    cast({{ parameter("ends_on") }} as date) as ends_on,
    {{ parameter("high_force_level") }} as high_force_level,
    cast({{ parameter("response_priority") }} as integer) as response_priority,
    cast({{ parameter("response_target_s") }} as integer) as response_target_s,
