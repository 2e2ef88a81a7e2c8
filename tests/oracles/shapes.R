# Writes shapes_r.json: values of netseg, igraph, sna, vegan, ade4 and bipartite on shapes.json. Run from this folder where R is
# installed; the packages are GPL and are never imported by the library or by its tests. netseg and bipartite are not packaged by
# Debian: give the folders of their R sources, "Rscript shapes.R NETSEG/R BIPARTITE/R".
suppressMessages({library(jsonlite); library(igraph)})
folders <- commandArgs(TRUE)
quiet <- function(x) tryCatch(suppressMessages(suppressWarnings(x)), error = function(e) NULL)  # NULL: the tool stops
bipartite <- new.env(parent = globalenv())
for (f in c("symmetrize", "group_sizes", "fold", "mixingm", "ei", "assort", "freeman", "coleman", "gamix", "orwg", "smi", "ssi")) {
  lines <- readLines(file.path(folders[1], paste0(f, ".R")))
  lines <- gsub("as_directed", "as.directed", lines[!grepl("globalVariables", lines)])  # its name in the igraph of Debian
  eval(parse(text = lines), globalenv())
}
for (f in c("empty", "H2fun", "dfun", "clustering_tm", "as.tnet")) sys.source(file.path(folders[2], paste0(f, ".R")), bipartite)
shapes <- fromJSON("shapes.json", simplifyVector = FALSE)

one <- function(x) {
  g <- unlist(x$groups); n <- length(g); codes <- as.integer(factor(g))
  B <- sapply(x$projects, function(p) as.integer(seq_len(n) %in% (unlist(p) + 1)))
  B <- matrix(B, n)
  W <- B %*% t(B); diag(W) <- 0
  A <- (W > 0) * 1
  size <- colSums(B); s <- ifelse(size > 1, 1 / (size - 1), 0)
  N <- B %*% (s * t(B)); diag(N) <- 0
  simple <- graph_from_adjacency_matrix(A, mode = "undirected")
  V(simple)$s <- g
  directed <- graph_from_adjacency_matrix(A, mode = "directed"); V(directed)$s <- g
  count <- graph_from_adjacency_matrix(W, mode = "undirected", weighted = TRUE)
  newman <- graph_from_adjacency_matrix(N, mode = "undirected", weighted = TRUE)
  table <- t(apply(B, 2, function(p) tabulate(codes[p == 1], max(codes))))  # projects x groups
  table <- matrix(table, ncol(B)); groups <- t(table)[rowSums(t(table)) > 0, , drop = FALSE]
  both <- rbind(cbind(matrix(0, n, n), B), cbind(t(B), matrix(0, ncol(B), ncol(B))))
  two <- graph_from_adjacency_matrix(both, mode = "undirected")
  joints <- as.integer(articulation_points(two))
  broker <- quiet(sna::brokerage(A, codes))
  nodf <- quiet(vegan::nestednodf(B)$statistic)
  D <- as.matrix(abs(outer(seq_len(max(codes)), seq_len(max(codes)), "-")))^0.5  # distances between groups: sqrt |s - t|
  set.seed(1)
  list(
    netseg = list(
      ei = quiet(ei(simple, "s")), assort = quiet(assort(simple, "s")), freeman = quiet(freeman(simple, "s")),
      gamix = quiet(gamix(simple, "s")), orwg = quiet(orwg(simple, "s")), coleman = quiet(as.numeric(coleman(directed, "s"))),
      smi = quiet(as.numeric(smi(directed, "s"))), ssi = quiet(as.numeric(ssi(simple, "s")))
    ),
    igraph = list(
      assortativity = quiet(assortativity_nominal(simple, codes, directed = FALSE)),
      modularity = quiet(modularity(simple, codes)), modularity_count = quiet(modularity(count, codes, weights = E(count)$weight)),
      modularity_newman = quiet(modularity(newman, codes, weights = E(newman)$weight)),
      constraint = quiet(constraint(simple)), constraint_count = quiet(constraint(count)), constraint_newman = quiet(constraint(newman)),
      betweenness = quiet(betweenness(simple)), betweenness_bipartite = quiet(betweenness(two)[1:n]),
      harmonic = quiet(harmonic_centrality(simple, normalized = TRUE)), mean_distance = quiet(mean_distance(simple)),
      components = components(simple)$csize, density = quiet(edge_density(simple)), degree = degree(simple), joints = joints[joints <= n] - 1
    ),
    sna = list(
      broker = broker$raw.nli, broker_expected = broker$exp.nli, broker_sd = broker$sd.nli, connectedness = quiet(sna::connectedness(A)),
      centralization = quiet(sna::centralization(A, sna::degree, mode = "graph")), density = quiet(sna::gden(A, mode = "graph"))
    ),
    vegan = list(
      nodf_projects = quiet(nodf[["N.columns"]]), nodf_actors = quiet(nodf[["N.rows"]]), nodf = quiet(nodf[["NODF"]]),
      shannon = vegan::diversity(table), simpson = vegan::diversity(table, "simpson"), unbiased = quiet(as.numeric(vegan::simpson.unb(table))),
      richness = as.numeric(vegan::specnumber(table)), inverse_simpson = vegan::diversity(table, "invsimpson"),
      hill_half = quiet(as.numeric(vegan::renyi(rbind(colSums(table)), 0.5, hill = TRUE))),
      rarefied = quiet(as.numeric(vegan::rarefy(colSums(table), 2))), roster = vegan::diversity(tabulate(codes))
    ),
    # half the mean squared distance: divc takes sqrt(2 d) and gives the mean of d over pairs drawn with replacement
    ade4 = list(rao = quiet(ade4::divc(as.data.frame(t(table)), as.dist(sqrt(2 * D)))$diversity)),
    bipartite = list(
      h2 = quiet(unname(bipartite$H2fun(groups, H2_integer = FALSE)[1])), h2_integer = quiet(unname(bipartite$H2fun(groups)[1])),
      d = quiet(unname(bipartite$dfun(groups)$dprime)), opsahl = quiet(unname(bipartite$clustering_tm(B)))
    )
  )
}
out <- lapply(shapes, one)
versions <- sapply(c("igraph", "sna", "vegan", "ade4"), function(p) paste(p, packageVersion(p)))
out$made_by <- paste("tests/oracles/shapes.R,", paste(versions, collapse = ", "), ", netseg 1.0-4, bipartite 2.24 (R sources)")
write(toJSON(out, digits = NA, auto_unbox = FALSE, na = "string", null = "null"), "shapes_r.json")
