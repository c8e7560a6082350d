-- The tables of the store in ./store as views: duckdb -init notebooks/store.sql
-- (DuckDB says so of a table that no run has written yet, and goes on.)
create view runs as from read_parquet('store/tables/runs/**/*.parquet', hive_partitioning = true, hive_types = {'run_id': varchar});
create view params as from read_parquet('store/tables/params/**/*.parquet', hive_partitioning = true, hive_types = {'run_id': varchar});
create view metrics as from read_parquet('store/tables/metrics/**/*.parquet', hive_partitioning = true, hive_types = {'run_id': varchar});
create view rounds as from read_parquet('store/tables/rounds/**/*.parquet', hive_partitioning = true, hive_types = {'run_id': varchar});
create view evaluations as from read_parquet('store/tables/evaluations/**/*.parquet', hive_partitioning = true, hive_types = {'run_id': varchar});
create view per_class as from read_parquet('store/tables/per_class/**/*.parquet', hive_partitioning = true, hive_types = {'run_id': varchar});
create view confusion as from read_parquet('store/tables/confusion/**/*.parquet', hive_partitioning = true, hive_types = {'run_id': varchar});
create view predictions as from read_parquet('store/tables/predictions/**/*.parquet', hive_partitioning = true, hive_types = {'run_id': varchar});
create view data_checks as from read_parquet('store/tables/data_checks/**/*.parquet', hive_partitioning = true, hive_types = {'run_id': varchar});
create view bench as from read_parquet('store/tables/bench/**/*.parquet', hive_partitioning = true, hive_types = {'run_id': varchar});
create view scaling as from read_parquet('store/tables/scaling/**/*.parquet', hive_partitioning = true, hive_types = {'run_id': varchar});
create view promotions as from read_parquet('store/tables/promotions/**/*.parquet', hive_partitioning = true, hive_types = {'run_id': varchar});
