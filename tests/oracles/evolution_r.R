# Writes evolution_r.json: values of betalinkr (bipartite), vegan and sna on waves.json. Run from this folder where R has vegan and sna;
# bipartite is not in Debian: its functions betalinkr, webs2array and array2linkmx are read from the folder given (its R/ of version
# 2.24, sources of github.com/biometry/bipartite). All are GPL and never imported by the library or by its tests.
suppressMessages({library(jsonlite); library(vegan)})
source_of <- commandArgs(trailingOnly = TRUE)[1]
for (f in c("webs2array", "array2linkmx", "betalinkr")) source(file.path(source_of, paste0(f, ".R")))
inputs <- fromJSON("waves.json", simplifyMatrix = TRUE)
ties <- function(B) { A <- (B %*% t(B) > 0) * 1; diag(A) <- 0; A }
pairs <- function(A) A[upper.tri(A)]
one <- function(x) {
  mute <- as.integer(unlist(x$silent_to)) + 1L
  webs <- lapply(list(x$from, x$to), function(B) {
    dimnames(B) <- list(sprintf("a%02d", seq_len(nrow(B))), sprintf("p%02d", seq_len(ncol(B)))); B
  })
  beta <- lapply(c(sorensen = "sorensen", jaccard = "jaccard"),
                 function(index) as.list(suppressWarnings(betalinkr(webs, index = index, binary = TRUE, partition.st = TRUE))))
  links <- rbind(as.vector(x$from), as.vector(x$to))
  known_to <- x$roster_to; known_to[mute] <- FALSE
  stay <- x$roster_from & known_to
  A <- ties(x$from); B <- ties(x$to)
  S <- A[stay, stay, drop = FALSE]; T <- B[stay, stay, drop = FALSE]
  there <- function(M, on) M[on, on, drop = FALSE]
  unknown <- matrix(FALSE, nrow(A), ncol(A)); unknown[mute, ] <- TRUE; unknown[, mute] <- TRUE
  said <- upper.tri(A) & !unknown
  distance <- function(m, method) as.numeric(suppressWarnings(vegdist(m, method, binary = TRUE)))
  list(
    beta = beta, links_bray = distance(links, "bray"), links_jaccard = distance(links, "jaccard"),
    ties_jaccard = distance(rbind(A[said], B[said]), "jaccard"),
    hamming_stayers = if (sum(stay) > 1) sna::hdist(S, T, mode = "graph") else NA,
    density_from = sna::gden(there(A, x$roster_from), mode = "graph"), density_to = sna::gden(there(B, known_to), mode = "graph"),
    degree_from = mean(sna::degree(there(A, x$roster_from), gmode = "graph")), degree_to = mean(sna::degree(there(B, known_to), gmode = "graph")),
    stayers = sum(stay)
  )
}
out <- lapply(inputs, one)
out$made_by <- paste("tests/oracles/evolution_r.R, bipartite 2.24 (betalinkr), vegan", packageVersion("vegan"), "sna", packageVersion("sna"))
write(toJSON(out, digits = NA, auto_unbox = TRUE, na = "null"), "evolution_r.json")
