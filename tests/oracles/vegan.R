# Writes vegan.json: moments of statistics over matrices that vegan draws with the margins of inputs.json (run from this folder
# where R is installed; vegan is GPL and is never imported by the library or by its tests). quasiswap, which is
# not uniform on small margins (16 standard errors on 6 x 5), is recorded beside: on these no difference shows at 4000 draws.
suppressMessages({library(jsonlite); library(vegan)})
inputs <- fromJSON("inputs.json", simplifyMatrix = TRUE)[c("davis", "small", "medium", "large", "dense")]
statistics <- function(B, g) {
  W <- B %*% t(B); diag(W) <- 0
  A <- W > 0
  same <- outer(g, g, "==")
  c(tied = sum(A) / 2, squares = sum(W^2) / 2, inside = sum(A & same) / 2, pairs_inside = sum(W[same]) / 2)
}
draw <- function(x, method, n, thin) {
  set.seed(2026)
  found <- simulate(nullmodel(x$matrix, method), nsim = n, burnin = 2000, thin = thin)
  values <- apply(found, 3, statistics, g = x$groups)
  batches <- 40  # errors by batch means
  means <- sapply(split(seq_len(n), rep(seq_len(batches), each = n / batches)), function(k) rowMeans(values[, k]))
  list(mean = as.list(rowMeans(values)), sd = as.list(apply(values, 1, sd)), se = as.list(apply(means, 1, sd) / sqrt(batches)))
}
out <- lapply(inputs, function(x) list(curveball = draw(x, "curveball", 8000, 5 * nrow(x$matrix)), quasiswap = draw(x, "quasiswap", 4000, 1)))
out$made_by <- paste("tests/oracles/vegan.R, vegan", packageVersion("vegan"))
write(toJSON(out, digits = NA, auto_unbox = TRUE), "vegan.json")
