# Reads the records of this bundle with their types and labels, by the tables of the codebook.
#
#     source("code/read.R")        from the bundle's folder; the records are in `records`
#
# Needs R 4 and no package. Flags are logical, days are Date, times are POSIXct in UTC (the numbers
# of the clock are the city's own), values of a closed vocabulary are factors with their labels. The
# meaning of a column is attr(records$column, "label").

argument <- grep("^--file=", commandArgs(), value = TRUE)
folder <- if (length(argument)) dirname(dirname(normalizePath(sub("^--file=", "", argument)))) else "."
codebook <- function(name) {
  read.csv(file.path(folder, "codebook", name), colClasses = "character",
           na.strings = character(), encoding = "UTF-8")
}
fields <- codebook("fields.csv")
values <- codebook("values.csv")
records <- read.csv(list.files(file.path(folder, "data"), "[.]csv$", full.names = TRUE)[1],
                    colClasses = "character", na.strings = "", encoding = "UTF-8",
                    check.names = FALSE)
for (at in seq_len(nrow(fields))) {
  name <- fields$field[at]
  value <- records[[name]]
  known <- values[values$field == name, ]
  value <- switch(fields$type[at],
    boolean = value == "true",
    date = as.Date(value),
    datetime = as.POSIXct(value, format = "%Y-%m-%d %H:%M:%S", tz = "UTC"),
    integer = ,
    number = as.numeric(value),
    if (nrow(known)) factor(value, levels = known$value, labels = known$label) else value
  )
  attr(value, "label") <- fields$label[at]
  records[[name]] <- value
}
cat(sprintf("%d records, %d columns.\n", nrow(records), ncol(records)))
