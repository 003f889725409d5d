-- One server, two databases, two roles: Prefect's and the archive's, neither of which sees the other.
--
--     PREFECT_DATABASE_PASSWORD=… ARCHIVE_DATABASE_PASSWORD=… psql -v ON_ERROR_STOP=1 -f deployments/databases.sql
--
-- as the server's administrator, once; needs psql 15 or newer. The passwords come from the environment, and so stand
-- neither here nor in the shell's list of processes. Prefect makes the extension pg_trgm in its database by itself.
\getenv prefect_password PREFECT_DATABASE_PASSWORD
\getenv archive_password ARCHIVE_DATABASE_PASSWORD
CREATE ROLE prefect LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'prefect_password';
CREATE ROLE archive LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'archive_password';
CREATE DATABASE prefect OWNER prefect TEMPLATE template0 ENCODING 'UTF8';
CREATE DATABASE archive OWNER archive TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE prefect, archive FROM PUBLIC;
