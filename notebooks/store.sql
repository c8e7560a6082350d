-- The tables of the store in ./store as views: duckdb -init notebooks/store.sql
-- (DuckDB says so of a table that no run has written yet or of which nothing was compacted, and goes on;
-- from 1.5 on it would leave at the first.)
.bail off
create macro own(name) as table from read_parquet('store/tables/' || name || '/run_id=*/*.parquet', hive_partitioning = true, hive_types = {'run_id': varchar}, union_by_name = true);
-- With what compact has merged: a run's own file wins.
create macro whole(name) as table from own(name) union all by name select * from read_parquet('store/tables_monthly/' || name || '/*.parquet', union_by_name = true) where run_id not in (select run_id from own(name));
create view runs as from own('runs');
create view params as from own('params');
create view metrics as from own('metrics');
create view rounds as from own('rounds');
create view evaluations as from own('evaluations');
create view per_class as from own('per_class');
create view confusion as from own('confusion');
create view predictions as from own('predictions');
create view data_checks as from own('data_checks');
create view bench as from own('bench');
create view scaling as from own('scaling');
create view promotions as from own('promotions');
create or replace view runs as from whole('runs');
create or replace view params as from whole('params');
create or replace view metrics as from whole('metrics');
create or replace view rounds as from whole('rounds');
create or replace view evaluations as from whole('evaluations');
create or replace view per_class as from whole('per_class');
create or replace view confusion as from whole('confusion');
create or replace view predictions as from whole('predictions');
create or replace view data_checks as from whole('data_checks');
create or replace view bench as from whole('bench');
create or replace view scaling as from whole('scaling');
create or replace view promotions as from whole('promotions');
