-- One row per question: the city's own first, then those for every city; `entry` is JSON.
create table core.questions (
    question_id varchar,
    position integer,
    entry varchar
);
