-- One row: what the pack decides about the tables.
select
    $city as city,
    $public_decimals as public_decimals,
    cast($begins_on as date) as begins_on,
    cast($ends_on as date) as ends_on,
    $high_force_level as high_force_level,
    cast($response_priority as integer) as response_priority,
    cast($response_target_s as integer) as response_target_s,
