-- The tables of the store in ./store as views: duckdb -init notebooks/store.sql
create macro files(name) as table from read_parquet('store/tables/' || name || '/month=*/*.parquet', hive_partitioning = true, hive_types = {'month': varchar}, union_by_name = true);
create view runs as from files('runs');
create view params as from files('params');
create view metrics as from files('metrics');
create view rounds as from files('rounds');
create view evaluations as from files('evaluations');
create view per_class as from files('per_class');
create view confusion as from files('confusion');
create view reliability as from files('reliability');
create view predictions as from files('predictions');
create view example_dynamics as from files('example_dynamics');
create view data_checks as from files('data_checks');
create view bench as from files('bench');
create view scaling as from files('scaling');
create view promotions as from files('promotions');
create view test_uses as from files('test_uses');
create view plans as from files('plans');
create view drills as from files('drills');
